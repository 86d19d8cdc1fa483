package org.cam4j.datasets.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Struct;

/** Reads numbers from MATLAB's {@code .mat} files of version 5 to 7. */
public final class MatlabFile {
    /** More than any recording has. */
    private static final int MAXIMUM_BYTES = 1 << 28;

    private static final int MAXIMUM_ELEMENTS = MAXIMUM_BYTES / Double.BYTES;

    private MatlabFile() {}

    /**
     * The numbers of one variable, column by column.
     *
     * @throws IOException in one line that names the file, what was found and what was expected
     */
    public static double[] read(Path file, String variable) throws IOException {
        Set<String> names = new TreeSet<>();
        Iterator<MatFile.Entry> entries =
                content(file, variable, names).getEntries().iterator();
        if (!entries.hasNext()) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: holds the variables %s, expected %s.", file, names, variable));
        }
        return numbers(entries.next().getValue(), file, variable);
    }

    /**
     * A field of whole numbers of one variable, row by row.
     *
     * @param least and {@code greatest} what the numbers may be
     * @throws IOException in one line that names the file, what was found and what was expected
     */
    public static int[][] rows(Path file, String variable, String field, int least, int greatest) throws IOException {
        Set<String> names = new TreeSet<>();
        Iterator<MatFile.Entry> entries =
                content(file, variable, names).getEntries().iterator();
        if (!entries.hasNext()
                || !(entries.next().getValue() instanceof Struct struct)
                || struct.getNumElements() != 1
                || !struct.getFieldNames().contains(field)
                || !(struct.get(field) instanceof Matrix matrix)
                || matrix.getNumDimensions() != 2
                || matrix.getNumElements() < 1) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: holds the variables %s, expected %s, a structure with the matrix %s, as SBD's files have it.",
                    file,
                    names,
                    variable,
                    field));
        }
        int[][] rows = new int[matrix.getNumRows()][matrix.getNumCols()];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < rows[row].length; column++) {
                double value = matrix.getDouble(row, column);
                if (value != Math.rint(value) || value < least || value > greatest) {
                    throw new IOException(String.format(
                            Locale.ROOT,
                            "%s: %s.%s is %s in row %d and column %d, expected %d to %d.",
                            file,
                            variable,
                            field,
                            value,
                            row + 1,
                            column + 1,
                            least,
                            greatest));
                }
                rows[row][column] = (int) value;
            }
        }
        return rows;
    }

    /** What is of this name; the names of all variables are noted. */
    private static MatFile content(Path file, String variable, Set<String> names) throws IOException {
        if (Files.size(file) > MAXIMUM_BYTES) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: has %d bytes, expected at most %d.", file, Files.size(file), MAXIMUM_BYTES));
        }
        byte[] bytes = Files.readAllBytes(file);
        try (Source source = Sources.wrap(bytes)) {
            MatlabSizes.require(bytes, MAXIMUM_BYTES);
            return Mat5.newReader(source)
                    .disableSubsystemProcessing()
                    .setEntryFilter(header -> {
                        names.add(header.getName());
                        requireSize(header.getDimensions());
                        return header.getName().equals(variable);
                    })
                    .setBufferAllocator(new BoundedBuffers())
                    .readMat();
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // The library's ways to say that a file is damaged: it believes sizes and nesting.
            throw new IOException(
                    String.format(
                            Locale.ROOT, "%s: cannot be read as a .mat file of version 5 to 7: %s", file, oneLine(e)),
                    e);
        }
    }

    /** Before anything of that size is made. */
    private static void requireSize(int[] dimensions) {
        double elements = Arrays.stream(dimensions).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (!(elements >= 0 && elements <= MAXIMUM_ELEMENTS)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "a variable has %.0f values, expected at most %d", elements, MAXIMUM_ELEMENTS));
        }
    }

    /** A buffer for what the file says it needs, unless that is more than any recording has. */
    private static final class BoundedBuffers implements BufferAllocator {
        @Override
        public ByteBuffer allocate(int bytes) {
            if (bytes < 0 || bytes > MAXIMUM_BYTES) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "values of %d bytes, expected at most %d", bytes, MAXIMUM_BYTES));
            }
            return ByteBuffer.allocate(bytes);
        }

        @Override
        public void release(ByteBuffer buffer) {}
    }

    private static double[] numbers(Array array, Path file, String variable) throws IOException {
        if (!(array instanceof Matrix matrix) || matrix.isComplex() || matrix.getNumElements() < 1) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: %s is of type %s, expected a column of real numbers.",
                    file,
                    variable,
                    array.getType()));
        }
        double[] values = new double[matrix.getNumElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = matrix.getDouble(i);
        }
        return values;
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e).strip().replaceAll("\\s+", " ");
    }
}
