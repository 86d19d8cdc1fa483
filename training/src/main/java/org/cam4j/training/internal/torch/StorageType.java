package org.cam4j.training.internal.torch;

import java.util.Locale;

/** The element types of torch's storages. */
enum StorageType {
    FLOAT("F32", 4),
    HALF("F16", 2),
    BFLOAT16("BF16", 2),
    DOUBLE("F64", 8),
    LONG("I64", 8),
    INT("I32", 4),
    SHORT("I16", 2),
    CHAR("I8", 1),
    BYTE("U8", 1),
    BOOL("BOOL", 1);

    private final String dtype;
    private final int bytes;

    StorageType(String dtype, int bytes) {
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /** What safetensors calls the element type. */
    String dtype() {
        return dtype;
    }

    /** The bytes of an element. */
    int bytes() {
        return bytes;
    }

    /** As torch's classes begin: {@code Float} of {@code torch.FloatStorage}. */
    String torchName() {
        return this == BFLOAT16
                ? "BFloat16"
                : name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
