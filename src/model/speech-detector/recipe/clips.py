#!/usr/bin/env python3
"""Mix training clips of 6 s: speech at many levels in rooms and noise, and noise alone.

usage: clips.py SEED COUNT SHARE OUT.npz SPEECH.npz...
SHARE is the share of the clips that contain speech.
Writes the band levels (COUNT, 300, 32) and the labels (COUNT, 300): 0 no speech, 1 speech, 2 either.
"""
import sys
import numpy as np
from scipy.ndimage import binary_closing, maximum_filter1d
from scipy.signal import butter, fftconvolve, lfilter, sosfilt
from features import BANDS, HOP, RATE, frames, levels
from sounds import Sounds

LENGTH = 6 * RATE
FRAMES = LENGTH // HOP
NO_NOISE = -200

def gain(db):
    return 10 ** (db / 20)


def envelope(x):
    return np.sqrt((frames(x) ** 2).mean(1))


def voiced(x):
    """Returns which frames of one utterance are speech: those less than 32 dB below the loudest within 0.6 s."""
    e = envelope(x)
    return binary_closing(np.pad((e > maximum_filter1d(e, 61) * gain(-32)) & (e > e.max() * gain(-40)), 6), np.ones(6))[6:-6]


class Clips:
    def __init__(self, seed, share, speech):
        self.share = share
        self.r = np.random.default_rng(seed)
        self.sounds = Sounds(self.r)
        self.speech = speech

    def room(self):
        """Returns an impulse response: the direct sound, and a decaying tail."""
        r = self.r
        seconds = r.uniform(0.05, 0.9)
        size = int(min(0.8, seconds) * RATE)
        h = r.normal(0, 1, size) * 10 ** (-3 * np.arange(size) / RATE / seconds)
        h = lfilter([1], [1, -r.uniform(0, 0.7)], h)
        h *= gain(r.uniform(-14, 6)) / np.sqrt((h**2).sum())
        h[0] += 1
        return h

    def conversation(self):
        """Returns utterances of several talkers, their peak at 1, and their labels."""
        r = self.r
        y = np.zeros(LENGTH)
        labels = np.zeros(FRAMES, bool)
        distant = r.random() < 0.3
        t = r.uniform(0, 2.5) * RATE
        loudest = True
        while t < LENGTH:
            x = self.speech[r.integers(len(self.speech))].astype(float) / 30000
            if r.random() < 0.15:
                x = x[: int(len(x) * r.uniform(0.5, 1))]
            x = x * gain(0 if loudest else r.uniform(-32, 0) if distant else r.uniform(-9, 0))
            loudest = False
            part = np.zeros(LENGTH)
            Sounds.put(part, x, t)
            y += part
            if t < LENGTH - HOP:
                labels |= voiced(part)
            t += len(x) + RATE * r.choice([r.uniform(0.05, 0.4), r.uniform(0.3, 3)])
        if r.random() < 0.5:
            y = fftconvolve(y, self.room())[:LENGTH]
        return self.microphone(y), labels

    def microphone(self, y):
        r = self.r
        if r.random() < 0.3:  # a telephone, or a sample rate of 8 kHz
            low, high = r.choice([[20, 3900], [250, 3400], [60, 3700], [20, 5500]])
            y = sosfilt(butter(8, high, fs=RATE, output="sos"), y)
            if low > 30:
                y = sosfilt(butter(2, low, "high", fs=RATE, output="sos"), y)
        if r.random() < 0.5:
            y = lfilter([1, r.uniform(-0.6, 0.6)], [1], y)
        if r.random() < 0.3:
            y = sosfilt(butter(2, r.uniform(60, 300), "high", fs=RATE, output="sos"), y)
        if r.random() < 0.2:
            y = y + self.sounds.resonate(y, 1, r.uniform(200, 5000)) * y.std() * r.uniform(0.3, 1.5)
        return y / (np.abs(y).max() + 1e-9)

    def clip(self):
        r = self.r
        has_speech = r.random() < self.share
        level = r.uniform(-45, -3) if r.random() < 0.8 else r.uniform(-60, -30)
        y, labels = np.zeros(LENGTH), np.zeros(FRAMES, bool)
        if has_speech:
            y, labels = self.conversation()
            y = y * gain(level)
        speech = y.copy()
        floor = r.uniform(-85, -15)
        if has_speech:
            floor = r.uniform(-90, -65) if r.random() < 0.25 else min(-20, level - r.uniform(5, 50))
        if r.random() < 0.07:
            floor = NO_NOISE
        noise = self.sounds.stationary(LENGTH)
        if r.random() < 0.3:
            noise = noise + self.sounds.stationary(LENGTH) * r.uniform(0.2, 1)
        noise = noise / noise.std() * gain(floor)
        if has_speech and r.random() < 0.1:  # a microphone that switches itself off around speech
            noise *= np.repeat(maximum_filter1d(labels.astype(float), r.integers(3, 25)), HOP)
        y = y + noise
        if r.random() < (0.3 if has_speech else 0.8):
            event = self.sounds.event(LENGTH)
            if r.random() < 0.4:
                event = event + self.sounds.event(LENGTH) * gain(r.uniform(-15, 0))
            if r.random() < 0.4:
                event = fftconvolve(event, self.room())[:LENGTH]
                event /= np.abs(event).max() + 1e-9
            y = y + event * gain(min(-2, level + r.uniform(-25, 2)) if has_speech else r.uniform(-55, -3))
        if r.random() < 0.08:
            y = y * gain(r.uniform(3, 20))  # clipped below
        if r.random() < 0.2:
            y = sosfilt(butter(8, r.choice([3400, 3900]), fs=RATE, output="sos"), y)
        y = np.clip(np.round(y * 32768), -32768, 32767).astype(np.float32)
        return levels(y), self.judged(labels, speech * 32768, y)

    @staticmethod
    def judged(labels, speech, heard):
        """Frames whose speech is masked, or is reverberation, may be either."""
        e = envelope(speech)
        result = labels.astype(np.uint8)
        result[labels & ((e < envelope(heard) * gain(-8)) | (e < 1))] = 2
        result[~labels & (e > envelope(heard) * gain(-12)) & (e > 3)] = 2
        return result


def main():
    seed, count, share, out = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    clips = Clips(seed, share, np.concatenate([np.load(f, allow_pickle=True)["x"] for f in sys.argv[5:]]))
    level = np.zeros((count, FRAMES, BANDS), np.float16)
    label = np.zeros((count, FRAMES), np.uint8)
    for i in range(count):
        level[i], label[i] = clips.clip()
    np.savez(out, levels=level, labels=label)
    print(count, "clips; speech", round((label == 1).mean(), 3), "either", round((label == 2).mean(), 3))


if __name__ == "__main__":
    main()
