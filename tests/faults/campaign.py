"""The kill campaign: rounds of kills under load, each recorded with the effects that it fell between, then a look."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from contracts.topics import SERVICES
from infra.local.kafka import Kafka
from infra.local.postgres import Postgres
from tests.faults.installation import Installation, Part
from tests.faults.load import Load
from tests.faults.trace import STEPS, kill_family
from tests.faults.truth import Truth

REACHED_S_MAX = 30.0
"""A step that nothing comes by for so long: the trap is taken away, and nothing counted."""
BUSY_S_MAX = 10.0
BUSY = ("registry", "registry", "scoring", "scoring", "scoring", "ranking", "awards", "awards")
AT_ONCE = "append.sending"  # of groups without claims, of one log
ASKED = ("append.locked", "append.written")  # of groups with claims, of two logs, and of the first after a start
ASKING = ("registry", "registry", "awards")
SENDING = ("registry", "scoring", "scoring")
REACTING = ("awards", "awards", "awards", "ranking", "ranking", "scoring")
"""Services as often as there is work for them: a trap where nobody comes by is time lost."""
AT_THE_START = "relay.checked"
"""A relay comes by once, when it begins."""
STORES = ("Kafka", "PostgreSQL")
KAFKA_MATTERS = ("relay", "projector", "reactor")
COMPONENTS = {
    "append": "command side",
    "http": "command side",
    "relay": "relay",
    "projector": "projector",
    "reactor": "reactor",
}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill in mind: whom, at which step (at any moment, if none), for the so-many-th time that it is reached."""

    victim: str
    service: str
    step: str | None
    times: int = 1


@dataclass
class Record:
    """What hit, and what did not."""

    hits: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    missed: int = 0
    looks: int = 0
    positions: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.hits.values())

    def add(self, victim: str, step: str, how: str) -> None:
        self.hits[victim, step, how] += 1

    def has(self, kill: Kill) -> bool:
        """Whether a kill like this one has hit."""
        if kill.victim in STORES:
            return any(victim == kill.victim for victim, _, _ in self.hits)
        how = "trap" if kill.step else "random"
        steps = {step for victim, step, by in self.hits if by == how and victim not in STORES}
        return kill.step in steps if kill.step else bool(steps)

    def summary(self) -> str:
        by = Counter(victim for victim, _, _ in self.hits.elements())
        whom = ", ".join(f"{victim} {number}" for victim, number in by.items())
        return f"{self.total} kills hit ({whom}), {self.missed} hit nothing, {self.looks} looks"

    def table(self) -> str:
        """Victim and step, kills by a trap at the step, kills from outside that fell behind it."""
        lines = [f"{'killed':<14} {'behind the step':<28} {'trap':>6} {'random':>7}"]
        for victim in (*dict.fromkeys(COMPONENTS.values()), *STORES):
            for step in STEPS:
                trap, outside = (self.hits[victim, step, how] for how in ("trap", "random"))
                if trap or outside:
                    lines.append(f"{victim:<14} {step:<28} {trap:>6} {outside:>7}")
        by = Counter(how for _, _, how in self.hits.elements())
        lines.append(f"{'all that hit':<43} {by['trap']:>6} {by['random']:>7}   and {self.missed} that hit nothing")
        return "\n".join(lines)

    def to_json(self, seed: int) -> str:
        rows = [
            {"killed": victim, "step": step, "how": how, "kills": kills}
            for (victim, step, how), kills in sorted(self.hits.items())
        ]
        return json.dumps(
            {
                "seed": seed,
                "kills": self.total,
                "hit_nothing": self.missed,
                "looks": self.looks,
                "positions": self.positions,
                "rows": rows,
            },
            indent=2,
        )


class Campaign:
    """Kills under a load that goes on all the time; each service has one who kills it, PostgreSQL and Kafka another."""

    def __init__(self, installation: Installation, load: Load, *, seed: int, say: Say = lambda _: None) -> None:
        self.record = Record()
        self._of = installation
        self._load = load
        self._truth = Truth(installation)
        self._random = random.Random(seed)
        self._say = say
        self._locks = {service: threading.Lock() for service in SERVICES}
        self._faults: list[BaseException] = []

    def arrange(self, split: Iterable[str]) -> None:
        """Let the services in `split` run as one process a role, the others as one process each."""
        wanted = set(split)
        for service in SERVICES:
            if (service in wanted) != (service not in self._of.parts):
                self._of.arrange(service, split=service in wanted)

    def kill(self, kills: Iterable[Kill]) -> None:
        """Carry these kills out: those of a service one after another, those of different services side by side."""
        by_worker: dict[str, list[Kill]] = {}
        for kill in kills:
            by_worker.setdefault("stores" if kill.victim in STORES else kill.service, []).append(kill)
        workers = [threading.Thread(target=self._work, args=(plan, self._random.random())) for plan in by_worker.values()]
        for worker in workers:
            worker.start()
        try:
            for worker in workers:
                worker.join()
        except BaseException as error:
            self._faults.append(error)  # Ctrl-C: nobody begins another kill
            for worker in workers:
                worker.join()
        if self._faults:
            raise self._faults[0]

    def look(self) -> None:
        """Bring everything to rest, and look at what came since the last look."""
        for part in list(self._of.parts.values()):
            part.wait_until_ready()
        self.record.positions = self._truth.look(self._load)
        self.record.looks += 1

    def look_at_everything(self) -> None:
        """Look once more, at everything from the first record on."""
        self.record.positions = Truth(self._of).look(self._load)
        self.record.looks += 1

    def _work(self, plan: list[Kill], seed: float) -> None:
        chance = random.Random(seed)
        try:
            for kill in plan:
                self._load.require_right()
                if self._faults:
                    return
                self._do(kill, chance)
        except BaseException as error:
            self._faults.append(error)

    def _do(self, kill: Kill, chance: random.Random) -> None:
        if kill.victim in STORES:
            store = self._of.kafka if kill.victim == "Kafka" else self._of.postgres
            found = self._trap_store(store, kill) if kill.step else self._kill_store(store, kill.victim, chance)
        else:
            with self._locks[kill.service]:
                part = self._part(kill.service, kill.step or f"{kill.victim}.")
                found = self._trap(part, kill) if kill.step else self._kill(part, chance)
        if found:
            victim = kill.victim if kill.victim in STORES else COMPONENTS[found.partition(".")[0]]
            self.record.add(victim, found, "trap" if kill.step else "random")
        else:
            self.record.missed += 1
            self._say(f"nothing hit: {kill}")

    def _part(self, service: str, step: str) -> Part:
        if service in self._of.parts:
            return self._of.parts[service]
        role = {"append": "http", "reactor": "reactors"}.get(step.partition(".")[0], step.partition(".")[0])
        return self._of.parts[f"{service}.{role}"]

    def _trap(self, part: Part, kill: Kill) -> str | None:
        """Let the process kill itself at a step; the step, if it came by."""
        assert kill.step is not None
        if kill.step == AT_THE_START and part.trace.times(AT_THE_START):
            part.kill()
            part = self._of.restart(part)
        part.trace.set_trap(kill.step, kill.times)
        if not part.popen.wait_s(REACHED_S_MAX):
            part.trace.take_trap_away()
            if not part.popen.wait_s(0.1):
                return None
        return self._again(part, kill.step if part.trace.sprung else None)

    def _kill(self, part: Part, chance: random.Random) -> str | None:
        """Kill from outside, at a moment when it seems to be at work; the step that it had come to, if it was."""
        deadline = time.monotonic() + BUSY_S_MAX
        while not part.trace.pending(time.monotonic()) and time.monotonic() < deadline:
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.003))
        if not part.alive:
            return self._again(part, None)
        if time.monotonic() > deadline:
            return None
        at = time.monotonic()
        part.kill()
        pending = part.trace.pending(at)
        return self._again(part, chance.choice(pending) if pending else None, killed=True)

    def _again(self, part: Part, step: str | None, *, killed: bool = False) -> str | None:
        if step is None and not killed:
            raise AssertionError(f"{part.name} {part.role or ''} ended by itself:\n{part.log.read_text()[-4000:]}")
        self._of.restart(part)
        return step

    def _trap_store(self, store: Kafka | Postgres, kill: Kill) -> str | None:
        """Let a service at a step kill what it stands on; the step, if it came by."""
        assert kill.step is not None
        assert store.pid is not None
        with self._locks[kill.service]:
            part = self._part(kill.service, kill.step)
            part.trace.set_trap(kill.step, kill.times, store.pid)
            deadline = time.monotonic() + REACHED_S_MAX
            while not part.trace.sprung and part.alive and time.monotonic() < deadline:
                time.sleep(0.005)
            if not part.trace.take_trap_away():
                return None
        self._restart(store)
        return kill.step

    def _kill_store(self, store: Kafka | Postgres, name: str, chance: random.Random) -> str | None:
        time.sleep(chance.uniform(0.2, 1.5))
        deadline = time.monotonic() + BUSY_S_MAX
        while not self._at_work(name) and time.monotonic() < deadline:
            time.sleep(0.0005)
        assert store.pid is not None
        kill_family(store.pid)
        pending = self._at_work(name)
        self._restart(store)
        return chance.choice(pending) if pending else None

    def _at_work(self, store: str) -> list[str]:
        """The steps that services wait behind, for what this store does next."""
        now = time.monotonic()
        steps = [step for part in list(self._of.parts.values()) for step in part.trace.pending(now)]
        return [step for step in steps if store != "Kafka" or step.partition(".")[0] in KAFKA_MATTERS]

    def _restart(self, store: Kafka | Postgres) -> None:
        store.kill()
        store.start()


def each_step_once(chance: random.Random) -> list[Kill]:
    """Every step, each at one service; PostgreSQL and Kafka under one step each; two parts from outside."""
    kills = [Kill(step.partition(".")[0], _busy(step, n), step) for n, step in enumerate(STEPS)]
    kills += [Kill("Kafka", "scoring", "relay.sending"), Kill("PostgreSQL", "scoring", "append.sending")]
    kills += [Kill(part, "scoring", None) for part in ("append", "projector")]
    chance.shuffle(kills)
    return kills


def _busy(step: str, number: int) -> str:
    """A service that soon comes by a step: reactors are in awards, claims in registry, most commands go to the first two."""
    if step in ASKED:
        return "registry"
    return "awards" if step.startswith("reactor") else ("registry", "scoring")[number % 2]


def _busy_at(step: str) -> tuple[str, ...]:
    if step == AT_ONCE:
        return SENDING
    if step in ASKED:
        return ASKING
    return REACTING if step.startswith("reactor") else BUSY


def at_random(chance: random.Random, number: int) -> list[Kill]:
    """So many kills, of all kinds."""
    return [_any_kill(chance) for _ in range(number)]


def _any_kill(chance: random.Random) -> Kill:
    step = chance.choice(STEPS)
    service = chance.choice(_busy_at(step))
    outside = chance.random() < 0.3
    if chance.random() < 0.12:
        store = chance.choice(STORES)
        able = [step for step in STEPS if step != AT_THE_START and (store != "Kafka" or step.partition(".")[0] in KAFKA_MATTERS)]
        step = chance.choice(able)
        service = chance.choice(_busy_at(step))
        return Kill(store, service, None if outside else step, chance.randint(1, 3))
    times = 1 if step == AT_THE_START else chance.randint(1, 3)
    return Kill(step.partition(".")[0], service, None if outside else step, times)
