package org.cam4j.training.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.cam4j.training.internal.torch.TorchWriter.Pickle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TorchFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip-protocol2.pth",
                "zip-protocol4-deflated.pth",
                "legacy-protocol2.pth",
                "legacy-protocol1.pth",
                "legacy-pytorch-0.1.pth"
            })
    void whatPythonsOwnPickleWroteIsRead(String name) throws IOException, URISyntaxException {
        TorchFile file = TorchFile.open(resource(name));

        INDArray storage = Nd4j.linspace(DataType.FLOAT, -1, 0.25, 24);
        assertThat(file.read("module.a.weight")).isEqualTo(storage.reshape(2, 3, 4));
        INDArray transposed = file.read("module.a.transposed"); // element (i, j) is number 2 + i + 4 j
        assertThat(transposed.shape()).containsExactly(4, 3);
        assertThat(transposed.toFloatMatrix()[3]).containsExactly(0.25f, 1.25f, 2.25f);
        if (!name.contains("0.1")) {
            assertThat(file.read("module.b.bias").toFloatVector()).containsExactly(1f, -2.5f, 65504f, 0x1p-24f);
            assertThat(file.read("module.c.bias").toFloatVector()).containsExactly(1f, -3f);
            assertThat(file.read("module.d.bias").toFloatVector()).containsExactly(0.5f, 1 / 3f);
            assertThat(file.read("module.e.bias").getFloat(0)).isEqualTo(0.25f);
            assertThat(Objects.requireNonNull(file.tensors().get("module.n.num_batches_tracked"))
                            .type())
                    .isEqualTo("I64");
        }
    }

    @Test
    void wrappersAreOpenedAndSaid() throws IOException, URISyntaxException {
        assertThat(TorchFile.open(resource("zip-protocol2.pth")).notes())
                .containsExactly("the tensors under 'state_dict' are read");
        assertThat(TorchFile.open(resource("legacy-protocol2.pth")).notes())
                .containsExactly("the tensors under 'model' are read");
        assertThat(TorchFile.open(resource("legacy-protocol1.pth")).notes()).isEmpty();
    }

    @Test
    void whatOurWriterWroteIsRead() throws IOException {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        tensors.put("a", Nd4j.linspace(DataType.FLOAT, -1, 0.5, 24).reshape(2, 3, 4));
        tensors.put("b", Nd4j.createFromArray(7f, 8f));
        for (TorchWriter writer :
                new TorchWriter[] {TorchWriter.zip(), TorchWriter.deflatedZip(), TorchWriter.legacy()}) {
            TorchFile file = TorchFile.open(writer.write(folder.resolve("any.pth"), tensors, "model", "state_dict"));
            assertThat(file.tensors()).containsOnlyKeys("a", "b");
            assertThat(file.read("a")).isEqualTo(tensors.get("a"));
            assertThat(file.read("b")).isEqualTo(tensors.get("b"));
        }
    }

    /** The call of os.system is not reached: its name is refused. */
    @ParameterizedTest
    @CsvSource({
        "posix, system",
        "os, system",
        "nt, system",
        "builtins, eval",
        "__builtin__, exec",
        "subprocess, Popen",
        "torch.storage, _load_from_bytes",
        "torch._utils, _import_dotted_name",
        "torchvision.models.resnet, ResNet",
        "argparse, Namespace",
        "numpy.core.multiarray, scalar"
    })
    void everyOtherGlobalIsRefusedByName(String module, String name) throws IOException {
        Pickle reduce = new Pickle()
                .raw("8002")
                .global(module, name)
                .text("echo")
                .raw("85")
                .op('R')
                .op('.');
        Pickle stack = new Pickle()
                .raw("8004")
                .text(module)
                .text(name)
                .raw("93")
                .text("echo")
                .raw("85")
                .op('R')
                .op('.');
        Pickle instance = new Pickle()
                .op('(')
                .text("echo")
                .op('i')
                .bytesOf(module + "\n" + name + "\n")
                .op('.');
        for (Pickle hostile : new Pickle[] {reduce, stack, instance}) {
            for (TorchWriter writer : new TorchWriter[] {TorchWriter.zip(), TorchWriter.legacy()}) {
                assertRefused(writer, hostile, "refused: the file asks for " + module + "." + name, "state_dict()");
            }
        }
    }

    @Test
    void aHostileNameInFrontOfTheMagicNumberIsRefusedToo() throws IOException {
        Path file = Files.write(
                folder.resolve("any.pth"),
                new Pickle()
                        .raw("8002")
                        .global("posix", "system")
                        .text("echo")
                        .raw("85")
                        .op('R')
                        .op('.')
                        .bytes());
        assertThatThrownBy(() -> TorchFile.open(file)).hasMessageContaining("asks for posix.system");
    }

    @Test
    void whatIsNoFunctionIsNotCalled() throws IOException {
        assertRefused(new Pickle().raw("8002").text("x").op(')').op('R').op('.'), "a call of what is no function");
        assertRefused(
                new Pickle()
                        .raw("8002")
                        .global("torch", "FloatStorage")
                        .op(')')
                        .raw("81")
                        .op('.'),
                "a call of what is no function");
        assertRefused(
                new Pickle().raw("8002").op(']').op(']').op('b').op('.'), "a state for an object that takes none");
        assertRefused(new Pickle().raw("8002").raw("8201").op('.'), "the opcode 0x82 is not read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 2,4 | 4,1 | beyond its storage",
                "3 | 2,2 | 2,1 | beyond its storage",
                "-1 | 2 | 1 | do not describe a tensor",
                "0 | -2 | 1 | do not describe a tensor",
                "0 | 2 | -1 | do not describe a tensor",
                "0 | 2,2 | 1 | do not describe a tensor",
                "0 | 1000000000 | 0 | beyond its storage",
                "0 | 4294967296,4294967296 | 1,1 | too large",
                "9223372036854775807 | 2 | 9223372036854775807 | too large",
            })
    void aTensorStaysInItsStorage(long offset, String sizes, String strides, String message) throws IOException {
        TorchWriter writer = TorchWriter.zip();
        Pickle pickle = new Pickle().raw("8002").op('}').text("a");
        pickle.global("torch._utils", "_rebuild_tensor_v2").op('(');
        writer.storage(pickle, "Float", new byte[24], 6);
        pickle.integer(offset)
                .tuple(longs(sizes))
                .tuple(longs(strides))
                .raw("89")
                .op('}')
                .op('t')
                .op('R')
                .op('s');
        assertRefused(writer, pickle.op('.'), message);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 7, 1L << 40, Long.MAX_VALUE})
    void aStorageHasAsManyBytesAsItSays(long elements) throws IOException {
        for (TorchWriter writer : new TorchWriter[] {TorchWriter.zip(), TorchWriter.legacy()}) {
            Pickle pickle = new Pickle().raw("8002").op('}').text("a");
            pickle.global("torch._utils", "_rebuild_tensor_v2").op('(');
            writer.storage(pickle, "Float", new byte[24], elements);
            pickle.integer(0)
                    .tuple(5)
                    .tuple(1)
                    .raw("89")
                    .op('}')
                    .op('t')
                    .op('R')
                    .op('s')
                    .op('.');
            Path file = writer.write(folder.resolve("any.pth"), pickle.bytes());
            if (elements == 5 && writer.isLegacy()) {
                assertThat(TorchFile.open(file).tensors()).containsOnlyKeys("a"); // what follows does not count
            } else {
                assertThatThrownBy(() -> TorchFile.open(file))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("of 4 bytes");
            }
        }
    }

    @Test
    void aZipThatUnpacksToTooMuchIsRefused() throws IOException {
        TorchWriter writer = TorchWriter.deflatedZip();
        Pickle pickle = new Pickle().raw("8002").op('}').text("a");
        pickle.global("torch._utils", "_rebuild_tensor_v2").op('(');
        int elements = 8 << 20;
        writer.storage(pickle, "Float", new byte[4 * elements], elements);
        pickle.integer(0)
                .tuple(elements)
                .tuple(1)
                .raw("89")
                .op('}')
                .op('t')
                .op('R')
                .op('s')
                .op('.');
        assertRefused(writer, pickle, "which no weights do");
    }

    @Test
    void depthNumberAndLengthOfObjectsAreBounded() throws IOException {
        Pickle deep = new Pickle().raw("8002").op('}').text("a").op(']');
        deep.op('(')
                .bytesOf("]".repeat(500_000))
                .bytesOf("a".repeat(499_999))
                .op('e')
                .op('s')
                .op('.');
        assertRefused(deep, "no dictionary of tensors but one with the keys 'a'");
        assertRefused(new Pickle().raw("8002").bytesOf("]".repeat(1_000_001)), "more than 1000000 objects");
        assertRefused(
                new Pickle().raw("8002").op('N').bytesOf("q\u0001".repeat(1_000_001)), "more than 1000000 objects");
        assertRefused(new Pickle().raw("8002").bytesOf("(".repeat(1_000_001)), "more than 1000000 objects");
        assertRefused(new Pickle().raw("8002").op('X').raw("ffffff7f"), "2147483647 bytes are needed");
        assertRefused(new Pickle().raw("8002").raw("8bffffff7f"), "an integer of 2147483647 bytes");
        assertRefused(new Pickle().raw("8002").bytesOf("c" + "x".repeat(5000)), "a name of more than 1024 bytes");
    }

    @Test
    void aListThatHoldsItselfEndsNothing() throws IOException {
        Pickle circle = new Pickle()
                .raw("8002")
                .op('}')
                .op('q')
                .raw("00")
                .text("model")
                .op('h')
                .raw("00")
                .op('s')
                .op('.');
        assertRefused(circle, "no dictionary of tensors");
        assertRefused(
                new Pickle()
                        .raw("8002")
                        .op('}')
                        .op(']')
                        .raw("85")
                        .op('N')
                        .op('s')
                        .op('.'),
                "a key of a dictionary is neither text nor a number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "N. | but something else",
                "}. | but an empty one",
                "}X\u0001\u0000\u0000\u0000aNs. | but one with the keys 'a'",
                ". | the stack is empty",
                "t. | no mark",
                "h\u0001. | no object 1 in the memo",
            })
    void whatIsNoStateDictIsDescribed(String opcodes, String message) throws IOException {
        assertRefused(new Pickle().raw("8002").bytesOf(opcodes), message);
    }

    private void assertRefused(Pickle pickle, String... messages) throws IOException {
        assertRefused(TorchWriter.zip(), pickle, messages);
    }

    private void assertRefused(TorchWriter writer, Pickle pickle, String... messages) throws IOException {
        Path file = writer.write(folder.resolve("any.pth"), pickle.bytes());
        assertThatThrownBy(() -> TorchFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Weights " + file + ": ")
                .hasMessageContainingAll(messages)
                .hasMessageNotContaining("\n");
    }

    private static long[] longs(String text) {
        return Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(TorchFileTest.class.getResource("/torch/" + name))
                .toURI());
    }
}
