package org.cam4j.datasets.format;

import java.util.List;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.signal.Cwru;
import org.cam4j.datasets.signal.CwruHalves;
import org.cam4j.datasets.signal.FrequencySweep;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of data sets. A new one is one line here. */
public final class Datasets {
    private static final Catalog<DatasetFormat> ALL = Catalog.of(
            "data set",
            DatasetFormat::id,
            new Parts(),
            new TinyImageNet(),
            new Ilsvrc(),
            new Cub(),
            new Voc(),
            new Coco(),
            new ImageFolder(),
            new Mnist(),
            new CifarFolder(),
            new CaltechAirplanes(),
            new FrequencySweep(),
            new Cwru(),
            new CwruHalves());

    private Datasets() {}

    /** Every data set that can be opened. */
    public static List<DatasetFormat> all() {
        return ALL.all();
    }

    /** The id of every data set, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The data set of this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static DatasetFormat byId(String id) {
        return ALL.byId(id);
    }
}
