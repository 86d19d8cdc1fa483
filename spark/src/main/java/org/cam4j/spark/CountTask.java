package org.cam4j.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.api.java.function.Function;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.training.protocol.DistributedEvaluation;

/** Evaluates a part of the images. The counts are sent back compressed: they are thousands of small records. */
record CountTask(Job job, DistributedEvaluation measurement)
        implements Function<List<ImageValues.Key>, TaskResult<byte[]>> {
    @Override
    public TaskResult<byte[]> call(List<ImageValues.Key> part) {
        return job.run(context -> {
            Map<String, Evaluation.Counts> counts =
                    measurement.count(context.model(), context.data(), context.samples(part));
            for (Evaluation.Counts counted : counts.values()) {
                context.leaveOut(counted.skipped());
            }
            return pack(counts);
        });
    }

    private static byte[] pack(Map<String, Evaluation.Counts> counts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(new GZIPOutputStream(bytes))) {
            out.writeObject(new LinkedHashMap<>(counts));
        }
        return bytes.toByteArray();
    }

    /** What a task counted. */
    @SuppressWarnings("unchecked") // as pack wrote it
    static Map<String, Evaluation.Counts> unpack(byte[] packed) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)))) {
            return (Map<String, Evaluation.Counts>) in.readObject();
        } catch (ClassNotFoundException otherVersion) {
            throw new IOException("An executor runs another version of cam4j: " + otherVersion.getMessage());
        }
    }
}
