package org.cam4j.datasets.signal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.internal.DatasetIndex;

/**
 * Vibration of bearings, normal or with a fault, from the Bearing Data Center of Case Western Reserve University, as spectrograms of 95 ms ({@link BearingWindows}). Normal
 * recordings, at 48 kHz, are decimated to the 12 kHz of the others.
 *
 * <p>Where there is one recording a class, classes are recordings: what is learned of them need not be the fault. {@link CwruHalves} is the control.
 */
final class Cwru implements DatasetFormat {
    @Override
    public String id() {
        return "cwru";
    }

    @Override
    public String description() {
        return "Bearing vibration, normal or faulty, as spectrograms; the seed selects the fifth of each recording that is used for test: a folder with "
                + BearingFile.LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        List<String> names = Arrays.stream(BearingRecording.Condition.values())
                .map(BearingRecording.Condition::label)
                .toList();
        BearingRecording.Folder read = BearingRecording.readAll(folder);
        DatasetIndex index = new DatasetIndex(id(), names, "");
        int testBlock = Math.floorMod(seed - 1, BearingWindows.BLOCKS);
        for (BearingRecording recording : read.recordings()) {
            int label = recording.condition().ordinal();
            BearingWindows.add(index, recording, label, 0, recording.samples().length, testBlock);
        }
        read.skipped().forEach(one -> index.skip(one.id(), one.reason()));
        return index.build();
    }
}
