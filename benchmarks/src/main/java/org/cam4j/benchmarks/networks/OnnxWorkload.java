package org.cam4j.benchmarks.networks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Workload;

/** ONNX Runtime with all its optimizations on. Before anything is timed its probabilities are compared with this project's. */
final class OnnxWorkload implements Workload {
    /** The greatest difference of two probabilities, as a part of the greatest probability. */
    private static final double TOLERANCE = 1e-4;

    private final OrtEnvironment engine = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final OnnxTensor images;
    private final int threads = Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "1"));

    /** The network of a case, with this project's random weights. */
    OnnxWorkload(SpeedCase setting) throws IOException {
        Path folder = Files.createTempDirectory("onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            export(setting, folder);
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = engine.createSession(folder.resolve(OnnxExport.NETWORK).toString(), options);
            long[] shape = {setting.batch(), 3, setting.side(), setting.side()};
            images = OnnxTensor.createTensor(engine, read(folder.resolve(OnnxExport.IMAGES)), shape);
            compare(read(folder.resolve(OnnxExport.PROBABILITIES)), probabilities());
        } catch (OrtException failure) {
            throw new IOException(
                    String.format(Locale.ROOT, "ONNX Runtime refuses %s: %s", setting, failure.getMessage()), failure);
        } finally {
            delete(folder);
        }
    }

    private void export(SpeedCase setting, Path folder) throws IOException {
        Process process = WorkerProcess.java(
                        threads,
                        OnnxExport.class,
                        setting.network(),
                        String.valueOf(setting.batch()),
                        String.valueOf(setting.size()),
                        String.valueOf(setting.classes()),
                        folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("The network could not be written as an ONNX model; the messages are above.");
        }
    }

    private static FloatBuffer read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return ByteBuffer.allocateDirect(bytes.length)
                .order(ByteOrder.nativeOrder())
                .put(bytes)
                .flip()
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static void compare(FloatBuffer expected, float[][] found) {
        double greatest = 0;
        double difference = 0;
        for (float[] row : found) {
            for (float value : row) {
                float ours = expected.get();
                greatest = Math.max(greatest, Math.abs(ours));
                difference = Math.max(difference, Math.abs(ours - value));
            }
        }
        if (expected.hasRemaining() || !(difference <= TOLERANCE * greatest)) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "ONNX Runtime's probabilities differ from this project's by up to %s, expected at most %s of the greatest, %s.",
                    difference,
                    TOLERANCE,
                    greatest));
        }
        System.err.printf(
                Locale.ROOT, "The probabilities differ by up to %.1e of the greatest.%n", difference / greatest);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private float[][] probabilities() throws OrtException {
        String input = session.getInputNames().iterator().next();
        try (OrtSession.Result result = session.run(Map.of(input, images))) {
            return (float[][]) result.get(0).getValue(); // [N, classes]
        }
    }

    @Override
    public long parameters() {
        try {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            return Long.parseLong(Objects.requireNonNull(metadata.get(OnnxNetwork.PARAMETERS)));
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public String engine() {
        return String.format(Locale.ROOT, "ONNX Runtime %s, %d threads", engine.getVersion(), threads);
    }

    @Override
    public boolean knows(SpeedTask task) {
        return task == SpeedTask.INFERENCE;
    }

    @Override
    public void run(SpeedTask task) {
        try {
            probabilities();
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
