-- name: winners
-- Who was given an award that is in force, season by season and cluster by cluster, with the figure of the season's pack.
select c.level, c.number, c.name, a.season, a.cluster, r.rotation_seasons as at_least,
    jsonb_agg(jsonb_build_object('unit', a.unit, 'unit_name', a.unit_name, 'register_number', a.register_number)
        order by a.register_number) as units
from award a
    join cluster c using (cluster)
    left join season s on s.season = a.season
    left join rule_pack r on r.authority = s.authority and r.pack = s.pack and r.version = s.pack_version
where a.authority = :authority and a.award = :award and a.revoked_on is null
group by c.level, c.number, c.name, a.season, a.cluster, r.rotation_seasons
order by c.level, c.number, a.season;
