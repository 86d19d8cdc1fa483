package org.cam4j.datasets.signal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** Reads numbers from MATLAB's {@code .mat} files of version 5 to 7. */
final class MatlabFile {
    /** More than any recording has. */
    private static final int MAXIMUM_BYTES = 1 << 28;

    private MatlabFile() {}

    /**
     * The numbers of one variable, column by column.
     *
     * @throws IOException in one line that names the file, what was found and what was expected
     */
    static double[] read(Path file, String variable) throws IOException {
        if (Files.size(file) > MAXIMUM_BYTES) {
            throw new IOException(
                    "%s: has %d bytes, expected at most %d.".formatted(file, Files.size(file), MAXIMUM_BYTES));
        }
        Set<String> names = new TreeSet<>();
        try (Source source = Sources.wrap(Files.readAllBytes(file))) {
            MatFile content = Mat5.newReader(source)
                    .disableSubsystemProcessing()
                    .setEntryFilter(header -> {
                        names.add(header.getName());
                        return header.getName().equals(variable);
                    })
                    .readMat();
            for (MatFile.Entry entry : content.getEntries()) {
                return numbers(entry.getValue(), file, variable);
            }
        } catch (IOException | RuntimeException e) { // the library's way to say that a file is damaged
            if (e instanceof IOException && String.valueOf(e.getMessage()).startsWith(file.toString())) {
                throw (IOException) e;
            }
            throw new IOException(
                    "%s: cannot be read as a .mat file of version 5 to 7: %s".formatted(file, oneLine(e)), e);
        }
        throw new IOException("%s: holds the variables %s, expected %s.".formatted(file, names, variable));
    }

    private static double[] numbers(Array array, Path file, String variable) throws IOException {
        if (!(array instanceof Matrix matrix) || matrix.isComplex() || matrix.getNumElements() < 1) {
            throw new IOException("%s: %s is of type %s, expected a column of real numbers."
                    .formatted(file, variable, array.getType()));
        }
        double[] values = new double[matrix.getNumElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = matrix.getDouble(i);
        }
        return values;
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
