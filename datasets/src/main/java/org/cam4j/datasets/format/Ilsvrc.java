package org.cam4j.datasets.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.internal.RootFolder;

/** ILSVRC-2012 classification and localization in one of two layouts; the content of the folder decides which. */
final class Ilsvrc implements DatasetFormat {
    static final String ID = "ilsvrc";
    private static final String LAYOUT = "either " + IlsvrcMetadata.LAYOUT + ", or " + IlsvrcDevkit.LAYOUT;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "ILSVRC-2012 with boxes: a folder with " + LAYOUT + ".";
    }

    @Override
    public Dataset open(Path folder, long seed) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        if (IlsvrcMetadata.isIn(root)) {
            return IlsvrcMetadata.read(root);
        }
        if (IlsvrcDevkit.isIn(root)) {
            return IlsvrcDevkit.read(root);
        }
        throw new IOException(String.format(Locale.ROOT, "%s: is not an ILSVRC folder; expected %s.", folder, LAYOUT));
    }
}
