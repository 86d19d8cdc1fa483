package org.cam4j.datasets.fetch;

import java.util.List;

/** ILSVRC CLS-LOC, which takes a login: nothing is downloaded. */
final class IlsvrcFiles implements Fetchable {
    @Override
    public String id() {
        return "ilsvrc";
    }

    @Override
    public String description() {
        return "ILSVRC CLS-LOC, 160 GB, for non-commercial research; requires a login.";
    }

    @Override
    public List<Fetchable.Archive> archives() {
        return List.of();
    }

    @Override
    public String byHand() {
        return """
                Accept its terms with an account of your own, then either
                  1. https://www.kaggle.com/c/imagenet-object-localization-challenge : imagenet_object_localization_patched2019.tar.gz and
                     LOC_synset_mapping.txt, unpacked into one folder, hold ILSVRC/Data/CLS-LOC and ILSVRC/Annotations/CLS-LOC as they are read; or
                  2. https://image-net.org/download-images : unpack ILSVRC2012_img_val.tar into val/, and put the text files of
                     https://github.com/clovaai/wsolevaluation (metadata/ILSVRC) into metadata/ILSVRC/ beside it.
                The images of 2012 to 2016 are the same. 'cam4j datasets check ilsvrc --data DIR' says whether the folder is whole.""";
    }
}
