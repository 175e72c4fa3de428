insert into bench_row (body) values (convert_to(repeat('x', 800), 'UTF8'));
