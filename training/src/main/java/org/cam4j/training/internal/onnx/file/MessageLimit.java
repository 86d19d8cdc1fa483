package org.cam4j.training.internal.onnx.file;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * Counts the fields of a model before objects are made of them: a message of two bytes takes a hundred in memory, so that a file of any size could fill it. Numbers in raw form, as exporters
 * write weights, do not count.
 */
public final class MessageLimit {
    private static final int MOST_FIELDS = 4_000_000;
    private static final int MOST_NUMBER_BYTES = 1 << 26;
    private static final int DEEPEST = 40;

    private final CodedInputStream input;
    private int fields;
    private long numberBytes;

    /** The messages of onnx.proto; a field that is no message of these is passed over. */
    private enum Kind {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        SPARSE,
        VALUE,
        TYPE,
        TENSOR_TYPE,
        SEQUENCE,
        MAP,
        SHAPE,
        ANNOTATION,
        TRAINING,
        FUNCTION,
        /** Without messages in it. */
        PLAIN;

        @Nullable
        Kind of(int field) {
            return switch (this) {
                case MODEL ->
                    switch (field) {
                        case 7 -> GRAPH;
                        case 8, 14 -> PLAIN;
                        case 20 -> TRAINING;
                        case 25 -> FUNCTION;
                        default -> null;
                    };
                case GRAPH ->
                    switch (field) {
                        case 1 -> NODE;
                        case 5 -> TENSOR;
                        case 11, 12, 13 -> VALUE;
                        case 14 -> ANNOTATION;
                        case 15 -> SPARSE;
                        default -> null;
                    };
                case NODE -> field == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE ->
                    switch (field) {
                        case 5, 10 -> TENSOR;
                        case 6, 11 -> GRAPH;
                        case 14, 15 -> TYPE;
                        case 22, 23 -> SPARSE;
                        default -> null;
                    };
                case TENSOR -> field == 3 || field == 13 ? PLAIN : null;
                case SPARSE -> field == 1 || field == 2 ? TENSOR : null;
                case VALUE -> field == 2 ? TYPE : null;
                case TYPE ->
                    switch (field) {
                        case 1, 8 -> TENSOR_TYPE;
                        case 4, 9 -> SEQUENCE;
                        case 5 -> MAP;
                        default -> null;
                    };
                case TENSOR_TYPE -> field == 2 ? SHAPE : null;
                case SEQUENCE -> field == 1 ? TYPE : null;
                case MAP -> field == 2 ? TYPE : null;
                case SHAPE -> field == 1 ? PLAIN : null;
                case ANNOTATION -> field == 2 ? PLAIN : null;
                case TRAINING ->
                    switch (field) {
                        case 1, 2 -> GRAPH;
                        case 3, 4 -> PLAIN;
                        default -> null;
                    };
                case FUNCTION ->
                    switch (field) {
                        case 7 -> NODE;
                        case 8, 9 -> PLAIN;
                        case 11 -> ATTRIBUTE;
                        default -> null;
                    };
                case PLAIN -> null;
            };
        }

        /** Whether a field holds numbers of one byte or more that take eight in memory. */
        boolean packs(int field) {
            return (this == TENSOR && (field == 1 || field == 5 || field == 7 || field == 11))
                    || (this == ATTRIBUTE && field == 8);
        }
    }

    private MessageLimit(CodedInputStream input) {
        this.input = input;
    }

    /**
     * Passes over a whole model.
     *
     * @throws IOException if it has too many fields or levels, or is no message
     */
    public static void check(ByteString model) throws IOException {
        new MessageLimit(model.newCodedInput()).message(Kind.MODEL, 0);
    }

    private void message(Kind kind, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException(String.format(Locale.ROOT, "it is nested deeper than %d levels.", DEEPEST));
        }
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (++fields > MOST_FIELDS || numberBytes > MOST_NUMBER_BYTES) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "it has more than %d fields, or %d bytes of numbers that are not raw; expected the weights as raw data.",
                        MOST_FIELDS,
                        MOST_NUMBER_BYTES));
            }
            int field = WireFormat.getTagFieldNumber(tag);
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    int length = input.readRawVarint32();
                    Kind inner = kind.of(field);
                    if (inner == null) {
                        numberBytes += kind.packs(field) ? length : 0;
                        input.skipRawBytes(length);
                    } else {
                        int limit = input.pushLimit(length);
                        message(inner, depth + 1);
                        input.popLimit(limit);
                    }
                }
                case WireFormat.WIRETYPE_VARINT, WireFormat.WIRETYPE_FIXED32, WireFormat.WIRETYPE_FIXED64 ->
                    input.skipField(tag);
                default -> throw new IOException("it is damaged: a group stands where ONNX has none.");
            }
        }
    }
}
