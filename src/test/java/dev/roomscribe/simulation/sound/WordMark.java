package dev.roomscribe.simulation.sound;

/**
 * The mark in the first samples of each block of a word: three bits per sample, in all a constant, the id of the word, the
 * number of the block and a checksum. All other samples of a word, and silence, have no bits set.
 */
final class WordMark {
    static final int MASK = 0b111;

    private static final int[] CONSTANT = {0b101, 0b011, 0b110, 0b101, 0b001};
    private static final int ID = CONSTANT.length;
    private static final int BLOCK = ID + 4;
    private static final int CHECKSUM = BLOCK + 3;
    /** How many samples a mark has. */
    static final int LENGTH = CHECKSUM + 4;

    private WordMark() {}

    /** Returns the bits to set in a sample of a block. */
    static int bits(int id, int block, int sample) {
        if (sample < ID) {
            return CONSTANT[sample];
        } else if (sample < BLOCK) {
            return octal(id, sample - ID);
        } else if (sample < CHECKSUM) {
            return octal(block, sample - BLOCK);
        }
        return sample < LENGTH ? octal(checksum(id, block), sample - CHECKSUM) : 0;
    }

    /** Returns the mark that begins at a sample, as the id times 512 plus the block; -1 if none does. */
    static int find(short[] samples, int at) {
        for (int i = 0; i < ID; i++) {
            if ((samples[at + i] & MASK) != CONSTANT[i]) {
                return -1;
            }
        }
        int id = number(samples, at + ID, 4);
        int block = number(samples, at + BLOCK, 3);
        return number(samples, at + CHECKSUM, 4) == checksum(id, block) ? (id << 9) | block : -1;
    }

    private static int octal(int number, int digit) {
        return (number >> (3 * digit)) & MASK;
    }

    private static int number(short[] samples, int at, int digits) {
        int number = 0;
        for (int i = 0; i < digits; i++) {
            number |= (samples[at + i] & MASK) << (3 * i);
        }
        return number;
    }

    private static int checksum(int id, int block) {
        return ((id * 2_654_435 + block * 40_503) >> 5) & 0xfff;
    }
}
