"""Sounds that are not speech, made by program: steady noises of rooms and machines, and events."""
import numpy as np
from scipy.signal import butter, lfilter, sosfilt

RATE = 16000


class Sounds:
    def __init__(self, rng):
        self.r = rng
        self.events = [
            self.keyboard, self.knocks, self.claps, self.breath, self.beeps, self.music, self.music, self.music, self.sweeps,
            self.thumps, self.switched, self.modulated, self.cough, self.paper, self.ringing, self.crickets,
            self.birds, self.dishes, self.engine, self.thunder, self.drops, self.gusts,
        ]
        self.steady = [
            self.white, lambda n: self.colored(n, 0.5), lambda n: self.colored(n, 0.5),
            lambda n: self.colored(n, self.r.uniform(0.6, 1.2)), self.hum, self.fan, self.resonant, self.swaying,
            self.wind, self.rain, self.traffic, self.traffic,
        ]

    # Building blocks

    def white(self, n):
        return self.r.normal(0, 1, n)

    def colored(self, n, slope):
        f = np.fft.rfftfreq(n, 1 / RATE)
        y = np.fft.irfft(np.fft.rfft(self.white(n)) / np.maximum(f, 20) ** slope, n)
        return y / y.std()

    def resonate(self, x, count=None, hertz=None):
        r = self.r
        for _ in range(count or r.integers(1, 4)):
            f = hertz or 10 ** r.uniform(2.2, 3.85)
            q = r.uniform(0.85, 0.997)
            x = lfilter([1 - q], [1, -2 * q * np.cos(2 * np.pi * f / RATE), q * q], x)
            hertz = None
        return x / (x.std() + 1e-9)

    @staticmethod
    def band(x, low, high):
        return sosfilt(butter(4, [max(20, low), min(7900, high)], "band", fs=RATE, output="sos"), x)

    def slow(self, n, rate, depth):
        """A gain that wanders by depth dB, rate times per second."""
        steps = int(n / RATE * rate) + 4
        values = self.r.normal(0, 1, steps) * depth
        return 10 ** (np.interp(np.arange(n) * rate / RATE, np.arange(steps), values) / 20)

    def harmonic(self, n, hertz, count, tilt, vibrato=0, stretch=0):
        r = self.r
        t = np.arange(n) / RATE
        f = hertz * np.ones(n) if np.isscalar(hertz) else hertz
        if vibrato:
            f = f * (1 + vibrato * np.sin(2 * np.pi * r.uniform(3, 7) * t))
        phase = 2 * np.pi * np.cumsum(f) / RATE
        y = np.zeros(n)
        for h in range(1, count + 1):
            factor = h * (1 + stretch * h)
            if f.max() * factor > 7600:
                break
            y += h ** (-tilt) * r.uniform(0.1, 1) * np.sin(factor * phase + r.uniform(0, 6))
        return y / (y.std() + 1e-9)

    @staticmethod
    def decay(n, attack, time):
        a = int(attack * RATE) + 1
        e = np.exp(-np.maximum(0, np.arange(n) - a) / (time * RATE))
        e[:a] *= np.linspace(0, 1, a)[: len(e[:a])]
        return e

    @staticmethod
    def put(y, x, at):
        at = int(at)
        end = min(len(y), at + len(x))
        if end > at:
            y[at:end] += x[: end - at]

    def level(self, spread):
        return 10 ** (self.r.normal(0, spread) / 20)

    # Steady noises

    def stationary(self, n):
        y = self.steady[self.r.integers(len(self.steady))](n)
        return y / (y.std() + 1e-9)

    def hum(self, n):
        r = self.r
        return self.harmonic(
            n, r.choice([50, 60, 100, 120]) * r.uniform(0.995, 1.005), r.integers(1, 30), r.uniform(0.2, 1.8)
        ) + self.colored(n, 0.5) * r.uniform(0, 0.5)

    def fan(self, n):
        r = self.r
        tone = self.harmonic(n, r.uniform(30, 400), r.integers(2, 25), r.uniform(0.2, 1.5), stretch=r.choice([0, 0, 0.003]))
        return tone * self.slow(n, 2, r.uniform(0, 2)) + self.colored(n, r.uniform(0.2, 0.8)) * r.uniform(0.3, 3)

    def resonant(self, n):
        return self.resonate(self.colored(n, self.r.uniform(0, 0.7)), self.r.integers(1, 5))

    def swaying(self, n):
        return self.colored(n, 0.5) * self.slow(n, self.r.uniform(0.3, 3), self.r.uniform(1, 6))

    def wind(self, n):
        return self.colored(n, self.r.uniform(0.8, 1.5)) * self.slow(n, self.r.uniform(0.5, 4), self.r.uniform(3, 9))

    def rain(self, n):
        r = self.r
        y = np.zeros(n)
        count = r.poisson(10 ** r.uniform(0.7, 3.5) * n / RATE)
        at = r.integers(0, n, count)
        y[at] = r.normal(0, 1, count) * 10 ** (r.normal(0, 8, count) / 20)
        return self.resonate(y, r.integers(1, 3)) + self.colored(n, 0.4) * r.uniform(0, 0.5)

    def traffic(self, n):
        """Trains, surf: spectrum and level wander slowly."""
        r = self.r
        y = np.zeros(n)
        for _ in range(r.integers(2, 5)):
            f = 10 ** r.uniform(1.6, 3.6)
            y += self.band(self.white(n), f, f * r.uniform(1.5, 6)) * self.slow(n, 10 ** r.uniform(-0.5, 1), r.uniform(3, 9)) / f ** r.uniform(0.3, 1)
        return y

    # Events

    def event(self, n):
        """Returns a sound with events, its peak at 1."""
        y = self.events[self.r.integers(len(self.events))](n)
        return y / (np.abs(y).max() + 1e-9)

    def keyboard(self, n):
        r = self.r
        y = np.zeros(n)
        keys = [self.resonate(self.white(900) * self.decay(900, 0.0005, r.uniform(0.002, 0.02)), r.integers(1, 4)) for _ in range(4)]
        t = r.uniform(0, 0.5)
        while t < n / RATE:
            self.put(y, keys[r.integers(4)] * self.level(4), t * RATE)
            self.put(y, keys[r.integers(4)] * 0.3, (t + r.uniform(0.04, 0.1)) * RATE)
            t += r.choice([0.09, 0.12, 0.15, 0.2, 0.35, 0.9])
        return y

    def knocks(self, n):
        """Footsteps and drums too."""
        r = self.r
        y = np.zeros(n)
        period, t, size = r.uniform(0.12, 0.8), r.uniform(0, 1), 6000
        while t < n / RATE:
            knock = self.resonate(self.white(size) * self.decay(size, 0.001, r.uniform(0.01, 0.08)), 2, 10 ** r.uniform(1.8, 3.0))
            self.put(y, knock * self.level(3), t * RATE)
            t += period * r.uniform(0.9, 1.1) * (1 if r.random() < 0.9 else 4)
        return y

    def claps(self, n):
        r = self.r
        y = np.zeros(n)
        t, period = r.uniform(0, 1), r.uniform(0.2, 1)
        while t < n / RATE:
            self.put(y, self.band(self.white(3000) * self.decay(3000, 0.0005, r.uniform(0.004, 0.03)), 500, 5000), t * RATE)
            t += period * r.uniform(0.8, 1.2)
        return y

    def breath(self, n):
        """Breath and rustling: a smooth envelope and a fixed spectrum."""
        r = self.r
        y = np.zeros(n)
        t = r.uniform(0, 1)
        while t < n / RATE:
            size = int(r.uniform(0.15, 1.6) * RATE)
            if r.random() < 0.5:
                x = self.resonate(self.colored(size, r.uniform(0, 0.5)), r.integers(1, 4))
            else:
                x = self.band(self.colored(size, r.uniform(0, 0.6)), 10 ** r.uniform(2, 3.2), 10 ** r.uniform(3.4, 3.85))
            self.put(y, x * np.hanning(size) ** r.uniform(0.5, 2) * self.level(4), t * RATE)
            t += size / RATE + r.uniform(0.1, 2)
        return y

    def beeps(self, n):
        r = self.r
        y = np.zeros(n)
        f, on, off, t = 10 ** r.uniform(2.3, 3.6), r.uniform(0.05, 0.6), r.uniform(0.05, 0.8), r.uniform(0, 0.6)
        tones, count, tilt, i = [f, f * r.choice([1, 1, 1.25, 1.5, 0.8])], r.integers(1, 8), r.uniform(0.5, 2), 0
        while t < n / RATE:
            size = int(on * RATE)
            self.put(y, self.harmonic(size, tones[i % 2], count, tilt) * np.minimum(1, np.minimum(np.arange(size), size - np.arange(size)) / 80), t * RATE)
            t += on + off
            i += 1
        return y

    def music(self, n):
        """Notes and chords of one instrument, sometimes with a drum and a bass."""
        r = self.r
        y = np.zeros(n)
        t, base, beat, count = 0, 10 ** r.uniform(1.9, 2.75), r.uniform(0.1, 0.7), r.integers(2, 20)
        tilt, decay, vibrato = r.uniform(0.4, 2), r.uniform(0.1, 2), r.choice([0, 0, 0.006, 0.01])
        scale, voices, drum, attack = [0, 2, 4, 5, 7, 9, 11, 12], r.integers(1, 5), r.random() * 0.6, r.uniform(0.002, 0.08)
        while t < n / RATE:
            size = int(min(2.5, beat * r.choice([1, 1, 2, 4])) * 1.5 * RATE)
            for _ in range(r.integers(1, voices + 1)):
                note = base * 2 ** (r.choice(scale) / 12 + r.integers(0, 2))
                self.put(y, self.harmonic(size, note, count, tilt, vibrato) * self.decay(size, attack, decay) * self.level(2), t * RATE)
            if r.random() < drum:
                self.put(y, self.band(self.white(4000) * self.decay(4000, 0.001, 0.03), 10 ** r.uniform(1.6, 3.3), 7000) * r.uniform(0.3, 2), t * RATE)
            if r.random() < drum / 2:
                self.put(y, self.harmonic(size, base / 2, 6, 1) * self.decay(size, 0.005, 0.4), t * RATE)
            t += beat * r.choice([1, 1, 1, 2])
        return y

    def sweeps(self, n):
        """Sirens, squeaks, chirps."""
        r = self.r
        y = np.zeros(n)
        t = r.uniform(0, 1)
        while t < n / RATE:
            seconds = 10 ** r.uniform(-1.5, 0.4)
            size = int(seconds * RATE)
            a = 10 ** r.uniform(2.3, 3.7)
            b = a * 10 ** r.uniform(-0.4, 0.4)
            q = np.linspace(0, 1, size)
            f = a * (b / a) ** (q if r.random() < 0.6 else 0.5 + 0.5 * np.sin(2 * np.pi * q * r.uniform(1, 4)))
            self.put(y, self.harmonic(size, np.minimum(f, 7500), r.integers(1, 6), r.uniform(0.5, 2)) * np.hanning(size) ** 0.5 * self.level(4), t * RATE)
            t += seconds + 10 ** r.uniform(-1.5, 0.2)
        return y

    def thumps(self, n):
        r = self.r
        y = np.zeros(n)
        for _ in range(r.integers(1, 5)):
            size = int(r.uniform(0.1, 0.8) * RATE)
            x = self.resonate(self.colored(size, r.uniform(0, 1)) * self.decay(size, 0.002, r.uniform(0.02, 0.2)), r.integers(1, 4))
            self.put(y, x * self.level(5), r.uniform(0, n))
        return y

    def switched(self, n):
        """Noise that begins and ends abruptly."""
        r = self.r
        y = np.zeros(n)
        t = r.uniform(0, 2)
        while t < n / RATE:
            size = int(r.uniform(0.1, 2) * RATE)
            self.put(y, self.stationary(max(size, 2000))[:size] * self.level(3), t * RATE)
            t += size / RATE + r.uniform(0.1, 2)
        return y

    def modulated(self, n):
        """A fixed spectrum whose level varies as often as that of speech."""
        return self.stationary(n) * self.slow(n, self.r.uniform(2, 12), self.r.uniform(4, 12))

    def cough(self, n):
        r = self.r
        y = np.zeros(n)
        t = r.uniform(0, 1)
        while t < n / RATE:
            color, formants = r.uniform(0, 0.5), [10 ** r.uniform(2.5, 3.5) for _ in range(r.integers(2, 5))]
            for _ in range(r.integers(1, 4)):
                size = int(r.uniform(0.15, 0.45) * RATE)
                x = self.colored(size, color)
                for f in formants:
                    x = x + self.resonate(x, 1, f) * 1.5
                self.put(y, x * self.decay(size, r.uniform(0.002, 0.02), r.uniform(0.04, 0.15)), t * RATE)
                t += r.uniform(0.25, 0.5)
            t += r.uniform(0.3, 2)
        return y

    def paper(self, n):
        r = self.r
        gain = np.maximum(0, self.slow(n, r.uniform(8, 40), r.uniform(4, 14)) - r.uniform(0, 1.5))
        return self.band(self.white(n), 10 ** r.uniform(2.5, 3.3), 7500) * gain

    def ringing(self, n):
        r = self.r
        t = np.arange(n) / RATE
        return (
            self.harmonic(n, 10 ** r.uniform(2.5, 3.3), 3, 1)
            * (np.sin(2 * np.pi * r.uniform(8, 30) * t) > 0)
            * (np.sin(2 * np.pi * r.uniform(0.3, 2) * t + r.uniform(0, 6)) > 0)
        )

    def crickets(self, n):
        r = self.r
        t = np.arange(n) / RATE
        y = np.zeros(n)
        for _ in range(r.integers(1, 6)):
            f = r.uniform(1800, 7600)
            chirp = np.maximum(0, np.sin(2 * np.pi * r.uniform(10, 70) * t + r.uniform(0, 6)) - r.uniform(-0.9, 0.6))
            group = (np.sin(2 * np.pi * r.uniform(0.3, 4) * t + r.uniform(0, 6)) > r.uniform(-1.2, 0.7)) if r.random() < 0.7 else 1
            y += np.sin(2 * np.pi * f * t + r.uniform(0, 0.5) * np.sin(2 * np.pi * r.uniform(2, 20) * t)) * chirp * group * 10 ** (r.uniform(-20, 0) / 20)
        return y + self.colored(n, r.uniform(0, 0.6)) * 10 ** (r.uniform(-40, -10) / 20)

    def birds(self, n):
        r = self.r
        y = np.zeros(n)
        for _ in range(r.integers(2, 7)):
            t, gain, hertz, pause = r.uniform(0, 1), 10 ** (r.uniform(-20, 0) / 20), 10 ** r.uniform(3.05, 3.75), r.uniform(0.05, 0.8)
            kind, seconds = r.integers(0, 3), 10 ** r.uniform(-1.5, -0.4)
            while t < n / RATE:
                size = int(seconds * r.uniform(0.7, 1.3) * RATE) + 50
                q = np.linspace(0, 1, size)
                f = hertz * [2 ** (r.uniform(-0.5, 0.5) * q), 2 ** (0.2 * np.sin(2 * np.pi * q * r.uniform(1, 8))), 2 ** (r.uniform(-0.4, 0.4) * np.sin(np.pi * q))][kind]
                self.put(y, self.harmonic(size, np.minimum(f, 7500), r.integers(1, 4), r.uniform(0.5, 2)) * np.hanning(size) ** 0.5 * gain, t * RATE)
                t += seconds + pause * r.uniform(0.3, 2) * (1 if r.random() < 0.85 else 4)
        return y

    def dishes(self, n):
        """Dishes, coins, metal: decaying tones without a common pitch."""
        r = self.r
        y = np.zeros(n)
        t = r.uniform(0, 1)
        while t < n / RATE:
            size = int(r.uniform(0.1, 0.7) * RATE)
            q = np.arange(size) / RATE
            x = np.zeros(size)
            for _ in range(r.integers(3, 9)):
                x += r.uniform(0.1, 1) * np.sin(2 * np.pi * 10 ** r.uniform(2.6, 3.87) * q + r.uniform(0, 6)) * np.exp(-q / 10 ** r.uniform(-2, -0.5))
            self.put(y, x * self.level(6), t * RATE)
            t += 10 ** r.uniform(-1.3, 0.3)
        return y

    def engine(self, n):
        r = self.r
        t = np.arange(n) / RATE
        f = r.uniform(25, 160) * (1 + 0.1 * np.interp(t, np.linspace(0, n / RATE, 8), r.normal(0, 1, 8)))
        beat = (1 + r.uniform(0, 1) * np.sin(2 * np.pi * r.uniform(1, 20) * t)) * self.slow(n, r.uniform(0.5, 6), r.uniform(0, 6))
        return self.harmonic(n, f, r.integers(3, 30), r.uniform(0.3, 1.5)) * r.uniform(0, 1) + self.resonate(self.colored(n, r.uniform(0.2, 0.9)), r.integers(1, 4)) * beat

    def thunder(self, n):
        """Thunder, furniture that is moved."""
        r = self.r
        y = np.zeros(n)
        for _ in range(r.integers(1, 4)):
            size = int(r.uniform(0.5, 5) * RATE)
            x = self.colored(size, r.uniform(0.4, 1.2)) * self.slow(size, r.uniform(3, 20), r.uniform(3, 9)) * self.decay(size, 10 ** r.uniform(-2.5, -0.3), r.uniform(0.3, 2))
            if r.random() < 0.5:
                x = lfilter([1], [1, -r.uniform(0.5, 0.97)], x)
            self.put(y, x / (np.abs(x).max() + 1e-9) * self.level(4), r.uniform(0, 0.8) * n)
        return y

    def drops(self, n):
        return self.rain(n)

    def gusts(self, n):
        return self.wind(n)
