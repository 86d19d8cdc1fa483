package org.cam4j.datasets.signal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.internal.DatasetIndex;

/**
 * The control of {@link Cwru}: the same windows, but the classes are the first and the second half of each recording. Nothing happened in between, so a network that tells
 * them apart on blocks it has not seen tells moments of a recording apart, and could do so with whole recordings too.
 */
final class CwruHalves implements DatasetFormat {
    @Override
    public String id() {
        return "cwru-halves";
    }

    @Override
    public String description() {
        return "Control experiment for cwru, from the same folder: first or second half of a recording, which a network should not be able to distinguish.";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        BearingRecording.Folder read = BearingRecording.readAll(folder);
        DatasetIndex index = new DatasetIndex(id(), List.of("first half", "second half"), "");
        int testBlock = Math.floorMod(seed - 1, BearingWindows.BLOCKS);
        for (BearingRecording recording : read.recordings()) {
            int end = recording.samples().length;
            BearingWindows.add(index, recording, 0, 0, end / 2, testBlock);
            BearingWindows.add(index, recording, 1, end / 2, end, testBlock);
        }
        read.skipped().forEach(one -> index.skip(one.id(), one.reason()));
        return index.build();
    }
}
