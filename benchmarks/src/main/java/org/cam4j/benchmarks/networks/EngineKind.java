package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.util.Locale;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.experiments.speed.GraphWorkload;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.Workload;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Who computes; each has a process of its own. */
enum EngineKind {
    /** This project. */
    CAM4J {
        @Override
        Workload prepare(SpeedCase setting) throws IOException {
            Kernels.switchOn();
            return new GraphWorkload(setting, setting.model().graph(), "cam4j", true);
        }
    },
    /** Deeplearning4j as it ships: its own layers, fast kernels off. */
    DL4J {
        @Override
        Workload prepare(SpeedCase setting) throws IOException {
            return new GraphWorkload(setting, stock(setting), "Deeplearning4j 1.0.0-M2.1 as it ships", false);
        }
    },
    /** Deeplearning4j's own layers, fast kernels on. */
    DL4J_KERNELS {
        @Override
        Workload prepare(SpeedCase setting) throws IOException {
            Kernels.switchOn();
            return new GraphWorkload(
                    setting, stock(setting), "Deeplearning4j 1.0.0-M2.1 with its oneDNN kernels", false);
        }
    },
    /** PyTorch, maps as {@code [N, C, h, w]}. */
    TORCH {
        @Override
        Workload prepare(SpeedCase setting) throws IOException {
            return new TorchWorkload(setting, false);
        }
    },
    /** PyTorch, maps as {@code [N, h, w, C]}. */
    TORCH_CHANNELS_LAST {
        @Override
        Workload prepare(SpeedCase setting) throws IOException {
            return new TorchWorkload(setting, true);
        }
    },
    /** ONNX Runtime; inference only. */
    ONNX_RUNTIME {
        @Override
        Workload prepare(SpeedCase setting) throws IOException {
            return new OnnxWorkload(setting);
        }
    };

    abstract Workload prepare(SpeedCase setting) throws IOException;

    /** The name in files and on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static EngineKind byId(String id) {
        return Catalog.of("engine", EngineKind::id, values()).byId(id);
    }

    private static ComputationGraph stock(SpeedCase setting) {
        ComputationGraph graph = new ComputationGraph(StockLayers.of(
                setting.configuration(),
                InputType.convolutional(setting.side(), setting.side(), 3),
                new Nesterovs(SpeedCase.LEARNING_RATE, SpeedCase.MOMENTUM),
                1));
        graph.init();
        return graph;
    }
}
