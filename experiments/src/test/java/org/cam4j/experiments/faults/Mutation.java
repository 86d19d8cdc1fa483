package org.cam4j.experiments.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The ways in which the bytes of a file go wrong, or are made to: anywhere, but every other time near an end of the file, where headers and tables of contents lie. */
enum Mutation {
    TRUNCATED {
        @Override
        byte[] of(byte[] bytes, Random random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
    },
    BITS_FLIPPED {
        @Override
        byte[] of(byte[] bytes, Random random) {
            byte[] changed = bytes.clone();
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                changed[place(changed.length, random)] ^= (byte) (1 << random.nextInt(8));
            }
            return changed;
        }
    },
    /** Two, four or eight bytes that read as a very large, a negative or no number at all: often a length. */
    EXTREME_NUMBER {
        @Override
        byte[] of(byte[] bytes, Random random) {
            byte[] changed = bytes.clone();
            int length = Math.min(changed.length, 2 << random.nextInt(3));
            int from = place(changed.length - length + 1, random);
            byte[] values = {0, -1, 0x7F, (byte) 0x80};
            Arrays.fill(changed, from, from + length, values[random.nextInt(values.length)]);
            return changed;
        }
    },
    /** A number in a text becomes another one. */
    EXTREME_DIGITS {
        private final Pattern number = Pattern.compile("\\d+");
        private final List<String> extremes = List.of(
                "-1",
                "0",
                "99999999999",
                "2147483647",
                "-2147483648",
                "1e309",
                "NaN",
                "",
                "9223372036854775807",
                "0.5");

        @Override
        byte[] of(byte[] bytes, Random random) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            List<MatchResult> found = number.matcher(text).results().toList();
            if (found.isEmpty()) {
                return BITS_FLIPPED.of(bytes, random);
            }
            MatchResult at = found.get(random.nextInt(found.size()));
            String extreme = extremes.get(random.nextInt(extremes.size()));
            return (text.substring(0, at.start()) + extreme + text.substring(at.end()))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    /** A character thousands of times: brackets nest that deep. */
    REPEATED {
        @Override
        byte[] of(byte[] bytes, Random random) {
            String characters = "[{(<\"9A\0\n,:";
            byte[] many = new byte[1 + random.nextInt(1 << random.nextInt(18))];
            Arrays.fill(many, (byte) characters.charAt(random.nextInt(characters.length())));
            return spliced(bytes, place(bytes.length + 1, random), 0, many);
        }
    },
    CUT_OUT {
        @Override
        byte[] of(byte[] bytes, Random random) {
            int from = place(bytes.length, random);
            return spliced(bytes, from, random.nextInt(bytes.length - from) + 1, new byte[0]);
        }
    },
    DOUBLED {
        @Override
        byte[] of(byte[] bytes, Random random) {
            int from = place(bytes.length, random);
            int length = random.nextInt(Math.min(bytes.length - from, 4096)) + 1;
            return spliced(bytes, from, 0, Arrays.copyOfRange(bytes, from, from + length));
        }
    },
    NOISE {
        @Override
        byte[] of(byte[] bytes, Random random) {
            byte[] noise = new byte[1 + random.nextInt(64)];
            random.nextBytes(noise);
            int from = place(bytes.length, random);
            return spliced(bytes, from, Math.min(noise.length, bytes.length - from), noise);
        }
    };

    private static final int NEAR = 256;

    /**
     * Damaged bytes.
     *
     * @param bytes at least one; they stay as they are
     */
    abstract byte[] of(byte[] bytes, Random random);

    private static int place(int length, Random random) {
        int near = Math.min(length, NEAR);
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(near);
            case 1 -> length - 1 - random.nextInt(near);
            default -> random.nextInt(length);
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int without, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + inserted.length);
        out.write(bytes, 0, from);
        out.writeBytes(inserted);
        out.write(bytes, from + without, bytes.length - from - without);
        return out.toByteArray();
    }
}
