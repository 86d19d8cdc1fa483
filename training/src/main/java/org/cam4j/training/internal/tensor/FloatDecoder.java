package org.cam4j.training.internal.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Set;

/** Turns the bytes of a weights file into float32. */
public final class FloatDecoder {
    private static final Set<String> READ = Set.of("F64", "F32", "F16", "BF16");

    private FloatDecoder() {}

    /** Whether an element type, called as in safetensors, is one of the four that are read: F64 (rounded), F32, F16, BF16. */
    public static boolean reads(String type) {
        return READ.contains(type);
    }

    /** Appends the remaining bytes, in the buffer's byte order, as numbers. */
    public static void decode(ByteBuffer from, String type, FloatBuffer to) {
        switch (type) {
            case "F32" -> to.put(from.asFloatBuffer());
            case "F64" -> {
                while (from.hasRemaining()) {
                    to.put((float) from.getDouble());
                }
            }
            case "BF16" -> {
                while (from.hasRemaining()) {
                    to.put(Float.intBitsToFloat(from.getShort() << 16));
                }
            }
            case "F16" -> {
                while (from.hasRemaining()) {
                    to.put(halfToFloat(from.getShort()));
                }
            }
            default -> throw new IllegalArgumentException(type);
        }
    }

    /** IEEE 754 binary16, with subnormal numbers, infinities and NaN. */
    private static float halfToFloat(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        };
        return bits < 0 ? -magnitude : magnitude;
    }
}
