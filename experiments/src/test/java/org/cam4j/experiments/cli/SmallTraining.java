package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.ModelFile;

/**
 * A training of seconds, on drawn images in a folder.
 *
 * @param data the folder
 */
record SmallTraining(Path data) {
    /** Draws the images. */
    static SmallTraining write(Path data) throws IOException {
        Layouts.write(
                Layouts.byId("tiny-imagenet"),
                Layouts.draw(Layouts.byId("tiny-imagenet"), 2 * Layouts.LEAST_IMAGES, 1),
                data,
                images -> {});
        return new SmallTraining(data);
    }

    /** The arguments of a training that goes on where it was interrupted. */
    List<String> train(Path out, int epochs, String options) {
        String all =
                "train --backbone mini --head gap --dataset tiny-imagenet --input-size 32 --batch-size 8 --threads 2 --probe-images 0 --epochs "
                        + epochs + " --resume" + options;
        List<String> arguments = new ArrayList<>(List.of(all.split(" ")));
        arguments.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        return arguments;
    }

    /** Of the parameters and the optimizer's state at the end. */
    static String sha256(Path out) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(entry(out, "parameters.f32"));
            digest.update(entry(out, "optimiser.f32"));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Epochs in the checkpoint, after every file of the run has been read whole. */
    static long epochs(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                new ObjectMapper().readTree(file.toFile());
            }
        }
        if (Files.exists(out.resolve(Trainer.MODEL))) {
            ModelFile.load(out.resolve(Trainer.MODEL)).graph().params().close();
        }
        if (Files.exists(out.resolve(Trainer.HISTORY))) {
            assertThat(Files.readString(out.resolve(Trainer.HISTORY))).endsWith("\n");
        }
        if (!Files.exists(out.resolve(Trainer.CHECKPOINT))) {
            return 0;
        }
        return new ObjectMapper()
                .readTree(entry(out, "checkpoint.json"))
                .get("history")
                .size();
    }

    /** An entry of the checkpoint; the zip's checksums are verified on the way. */
    private static byte[] entry(Path out, String name) throws IOException {
        byte[] found = {};
        try (ZipFile zip = new ZipFile(out.resolve(Trainer.CHECKPOINT).toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                found = entry.getName().equals(name) ? bytes : found;
            }
        }
        return found;
    }
}
