package org.cam4j.training.fit;

import java.nio.file.Path;
import java.util.List;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.run.RunRecord;

/**
 * A finished run.
 *
 * @param model the network of the best epoch
 * @param best that epoch
 * @param history every epoch
 * @param weightsHash SHA-256 of the parameters after the last epoch, which a resumed run shares with an uninterrupted one
 * @param skipped images that could not be read
 * @param record what {@code run.json} holds; its weights hash is the best epoch's
 */
public record FitResult(
        Path model,
        EpochResult best,
        List<EpochResult> history,
        String weightsHash,
        List<Skipped> skipped,
        RunRecord record) {
    public FitResult {
        history = List.copyOf(history);
        skipped = List.copyOf(skipped);
    }
}
