#!/usr/bin/env python3
"""Speak words and sentences with free synthesizers whose voices may be used for any purpose; some of it whispered.

usage: speech.py espeak-flite SEED COUNT SENTENCES OUT.npz
       speech.py festival SEED COUNT SENTENCES OUT.npz
       speech.py whispers SEED COUNT OUT.npz SPEECH.npz...
SENTENCES is a file with a sentence a line, as ../../recipe/gen_text.py prints it.
"""
import io
import os
import random
import subprocess
import sys
import tempfile
import wave
from math import gcd
import numpy as np
from scipy.linalg import solve_toeplitz
from scipy.signal import butter, lfilter, resample_poly, sosfilt

RATE = 16000
WORDS = """zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty sixty oh yes no stop quit sixth
eighth it its that what yep nope okay ok hi hello hey hmm mm uh um ah go wait start pause next back left right up down on off
out in exit help please thanks thank you cheers sure fine good great nice text test taxi task fix box tax fox cost list lost
fast past first last best most just host fish ship chip check cheque shoe she shy chair share cheap keep cup cut kit kick cat
cap pick pitch patch pack pet peace piece pipe pop top tip tea too through thick thin think fifth path teeth tooth both half
laugh staff stuff safe if of love live give sick sock suck seek see sea say so sun some same soon sit set sat sort short shirt
shift hat hot hit heat house who how he her his happy hope ice price office twice alice bob carol david emma frank grace henry
jack karen leo nathan peter rachel sam tina victor anna ben chris kate mike sarah tom pat scott steph joseph monday tuesday
friday maybe never always exactly perfect correct wrong again because before after about above apple orange red green blue
black white dog bird tree bed marvin sheila wow visual learn follow forward backward tiny long large small cool water coffee
door light music lamp volume picture""".split() + ["five minutes", "half past six", "two thirty"]
LANGUAGES = """en-us en-us en-us en-gb en-gb en-gb-scotland en-gb-x-rp en-029 en-gb-x-gbclan en-gb-x-gbcwmd de de fr fr es it pl
pt pt-br ru nl sv da nb cs cmn hi ar tr fi hu ro el ja ko vi id sw fa uk""".split()
FLITE_PITCH = {"kal16": 105, "kal": 105, "awb": 110, "rms": 100, "slt": 180}
# Debian's festvox-kdlpc16k, festvox-kallpc16k, festvox-us-slt-hts, festvox-ru: BSD-like licences
FESTIVAL_VOICES = ["ked_diphone", "ked_diphone", "kal_diphone", "cmu_us_slt_arctic_hts", "msu_ru_nsh_clunits"]
RUSSIAN = "один два три четыре пять шесть семь восемь девять десять да нет спасибо привет стоп сейчас неделя понедельник встреча хорошо".split()
SHARE_OF_WHISPERS = 0.16


def read_wav(data):
    with wave.open(io.BytesIO(data)) as w:
        rate, samples = w.getframerate(), w.readframes(10**8)
    return np.frombuffer(samples[: len(samples) // 2 * 2], "<i2").astype(np.float32), rate


def resampled(x, rate, factor):
    """Returns x at 16 kHz; the factor changes the speaker: pitch and formants are higher by it."""
    up, down = RATE, int(rate * factor / 50) * 50
    k = gcd(up, down)
    return resample_poly(x, up // k, down // k).astype(np.float32)


def trimmed(x):
    energy = np.add.reduceat(x**2, np.arange(0, len(x), 160))
    loud = np.flatnonzero(energy > energy.max() * 1e-5)
    return x[max(0, loud[0] - 2) * 160 : (loud[-1] + 3) * 160]


def predictor(frame, order, regularization):
    r = np.correlate(frame, frame, "full")[len(frame) - 1 : len(frame) + order]
    if r[0] < 1:
        return None, 0
    r[0] *= regularization
    c = solve_toeplitz(r[:order], r[1 : order + 1])
    return c, np.sqrt(max(r[0] - c @ r[1 : order + 1], 1e-6) / len(frame))


def whispered(x, rng, hop=160, order=18):
    """Replaces the voice with noise, by linear prediction; vowels become as quiet as they are in whispers."""
    x = np.concatenate([x / 30.0, np.zeros(4 * hop)])
    emphasized = np.append(x[0], x[1:] - 0.9 * x[:-1])
    window = np.hanning(2 * hop)
    y = np.zeros(len(x))
    compression, width = rng.uniform(0.45, 0.9), rng.uniform(0.96, 0.99)
    for at in range(0, len(x) - 2 * hop, hop):
        frame = emphasized[at : at + 2 * hop]
        c, _ = predictor(frame * window, order, 1.002)
        if c is None:
            continue
        noise = lfilter([1], np.append(1, -c * width ** np.arange(1, order + 1)), rng.normal(0, 1, 2 * hop))
        level = (np.sqrt((frame**2).mean()) / 1000) ** compression * 1000
        y[at : at + 2 * hop] += noise / (noise.std() + 1e-9) * window * level
    if rng.random() < 0.7:
        y = sosfilt(butter(rng.integers(1, 3), rng.uniform(150, 900), "high", fs=RATE, output="sos"), y)
    if rng.random() < 0.5:
        y = lfilter([1], [1, -rng.uniform(0.2, 0.8)], y)
    return y


def finished(x, whisper, rng):
    """Returns the utterance with its peak at 30,000, or None if there is no sound in it."""
    if len(x) < 2400 or np.abs(x).max() < 200:
        return None
    x = x / np.abs(x).max()
    if whisper:
        x = whispered(x * 30000, rng)
        x = x / max(1e-9, np.abs(x).max())
    x = trimmed(x)
    return (x * 30000).astype(np.int16) if np.isfinite(x).all() else None


def espeak(r, sentences, variants, native_whisper):
    language = r.choice(LANGUAGES)
    english = language.startswith("en")
    variant = r.choice(["whisper", "whisperf"]) if native_whisper else r.choice(variants) if r.random() < 0.75 else ""
    if r.random() < 0.6:
        text = r.choice(WORDS) if english or r.random() < 0.4 else str(r.choice([r.randint(0, 20), r.randint(0, 999)]))
    elif english or r.random() < 0.35:
        text = r.choice(sentences)
    else:
        text = " ".join(str(r.randint(0, 10 ** r.randint(1, 6))) for _ in range(r.randint(2, 5)))
    voice = language + ("+" + variant if variant else "")
    command = ["espeak-ng", "-v", voice, "-p", str(r.randint(0, 99)), "-s", str(r.randint(110, 260)), "-a", "90", "--stdout", text]
    x, rate = read_wav(subprocess.run(command, capture_output=True).stdout)
    return resampled(x, rate, r.uniform(0.9, 1.15))


def flite(r, sentences, folder):
    voice = r.choice(["kal16", "awb", "rms", "slt", "slt", "rms", "awb", "kal"])
    text = r.choice(WORDS) if r.random() < 0.6 else r.choice(sentences)
    out = os.path.join(folder, "flite.wav")
    subprocess.run(
        ["flite", "-voice", voice, "--setf", f"int_f0_target_mean={FLITE_PITCH[voice] * r.uniform(0.75, 1.4):.0f}",
         "--setf", f"duration_stretch={r.uniform(0.7, 1.4):.2f}", "-t", text, "-o", out], check=True, capture_output=True)
    with open(out, "rb") as f:
        x, rate = read_wav(f.read())
    return resampled(x, rate, r.uniform(0.82, 1.25))


def espeak_flite(r, rng, count, sentences, folder):
    voices = subprocess.run(["espeak-ng", "--voices=variant"], capture_output=True, text=True).stdout.splitlines()[1:]
    variants = [v.split()[4].replace("!v/", "") for v in voices if v.strip()]
    variants = [v for v in variants if v not in ("whisper", "whisperf")]
    out = []
    while len(out) < count:
        whisper = r.random() < SHARE_OF_WHISPERS
        native = whisper and r.random() < 0.35
        try:
            if r.random() < 0.62:
                x = espeak(r, sentences, variants, native)
            else:
                x, native = flite(r, sentences, folder), False
        except (wave.Error, EOFError):
            continue  # a voice without this language
        x = finished(x, whisper and not native, rng)
        if x is not None:
            out.append(x)
    return out


def festival(r, rng, count, sentences, folder):
    out = []
    for voice in FESTIVAL_VOICES:
        each = count // len(FESTIVAL_VOICES)
        script = ["(define (Speak x) (utt.synth (eval (list 'Utterance 'Text x))))", f"(voice_{voice})"]
        for i in range(each):
            words = RUSSIAN if voice.startswith("msu_ru") else None
            if words:
                text = " ".join(r.choice(words) for _ in range(1 if r.random() < 0.6 else r.randint(2, 8)))
            else:
                text = r.choice(WORDS) if r.random() < 0.6 else r.choice(sentences)
            script.append(f"(Parameter.set 'Duration_Stretch {r.uniform(0.7, 1.4):.2f})")
            script.append(f'(utt.save.wave (Speak "{text}") "{folder}/{i}.wav" \'riff)')
        with open(f"{folder}/speak.scm", "w") as f:
            f.write("\n".join(script) + "\n")
        subprocess.run(["festival", "-b", f"{folder}/speak.scm"], capture_output=True)
        for i in range(each):
            path = f"{folder}/{i}.wav"
            if os.path.exists(path):
                with open(path, "rb") as f:
                    x, rate = read_wav(f.read())
                os.unlink(path)
                x = finished(resampled(x, rate, r.uniform(0.8, 1.3)), r.random() < SHARE_OF_WHISPERS, rng)
                if x is not None:
                    out.append(x)
    return out


def whispers(rng, count, speech):
    chosen = rng.choice(len(speech), count, False)
    return [x for x in (finished(speech[i].astype(float), True, rng) for i in chosen) if x is not None]


def main():
    kind, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    r, rng = random.Random(seed), np.random.default_rng(seed)
    if kind == "whispers":
        out = sys.argv[4]
        utterances = whispers(rng, count, np.concatenate([np.load(f, allow_pickle=True)["x"] for f in sys.argv[5:]]))
    else:
        out = sys.argv[5]
        with open(sys.argv[4]) as f:
            sentences = [line.strip() for line in f if line.strip()]
        with tempfile.TemporaryDirectory() as folder:
            synthesize = {"espeak-flite": espeak_flite, "festival": festival}[kind]
            utterances = synthesize(r, rng, count, sentences, folder)
    x = np.empty(len(utterances), object)
    x[:] = utterances
    np.savez(out, x=x)
    print(len(utterances), "utterances,", round(sum(map(len, utterances)) / RATE / 3600, 2), "h")


if __name__ == "__main__":
    main()
