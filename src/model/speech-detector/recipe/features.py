"""Features of the speech detector, as MelBands.java computes them: both must change together."""
import numpy as np

RATE = 16000
HOP = 320
WINDOW = 512
BANDS = 32
MIN_POWER = 60.0


def _filterbank(lowest=60, highest=7800):
    mel = lambda hertz: 2595 * np.log10(1 + hertz / 700)
    edges = 700 * (10 ** (np.linspace(mel(lowest), mel(highest), BANDS + 2) / 2595) - 1)
    bins = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    bank = np.zeros((BANDS, len(bins)), np.float32)
    for i in range(BANDS):
        low, middle, high = edges[i : i + 3]
        bank[i] = np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))
        if bank[i].sum() < 0.5:  # narrower than the distance of two bins
            bank[i, int(round(middle * WINDOW / RATE))] = 1
    return bank


FILTERBANK = _filterbank()
HANN = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)


def frames(samples):
    """Returns windows of 512 samples, one every 320; frame t ends with sample 320 * (t + 1)."""
    samples = np.concatenate([np.zeros(WINDOW - HOP, np.float32), samples.astype(np.float32)])
    count = (len(samples) - WINDOW) // HOP + 1
    return np.lib.stride_tricks.as_strided(samples, (count, WINDOW), (samples.strides[0] * HOP, samples.strides[0]))


def levels(samples):
    """Returns the band levels of samples in units of 16-bit PCM; a difference of 1 is 20 dB."""
    power = np.abs(np.fft.rfft(frames(samples) * HANN, axis=1)) ** 2
    return (np.log10(power.astype(np.float32) @ FILTERBANK.T + MIN_POWER) * 0.5 - 1.5).astype(np.float32)


def with_floors(level):
    """Appends to levels (..., frames, bands) how far each band is above its floor."""
    above = np.empty_like(level)
    floor = level[..., 0, :]
    for t in range(level.shape[-2]):
        now = level[..., t, :]
        floor = np.where(now < floor, floor + 0.3 * (now - floor), np.minimum(floor + 0.004, now))
        above[..., t, :] = now - floor
    return np.concatenate([level, above], -1).astype(np.float32)
