package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process's output is read as lines, and the sign between two invocations is told from text. */
class OutputReaderTest {
    private static List<String> read(String output) {
        List<String> told = new ArrayList<>();
        new OutputReader(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)), new OutputReader.Sink() {
                    @Override
                    public void line(String line) {
                        told.add("line " + line);
                    }

                    @Override
                    public void endOf(String requestId) {
                        told.add("end of " + requestId);
                    }

                    @Override
                    public void end() {
                        told.add("end");
                    }
                })
                .run();
        return told;
    }

    @Test
    void linesAndSignsAreTold() {
        assertThat(read("one\ntwo\r\n\n\u001eid-1\nthree\n\u001eid-2\n"))
                .containsExactly("line one", "line two", "line ", "end of id-1", "line three", "end of id-2", "end");
    }

    @Test
    void unfinishedLineEndsAtTheSignOrAtTheEnd() {
        assertThat(read("half\u001eid-1\nrest")).containsExactly("line half", "end of id-1", "line rest", "end");
        assertThat(read("")).containsExactly("end");
    }

    @Test
    void lineLongerThanALogEventIsCut() {
        List<String> told = read("x".repeat(256 * 1024) + "y\nz\n");
        assertThat(told).hasSize(4);
        assertThat(told.get(0)).hasSize("line ".length() + 256 * 1024);
        assertThat(told.subList(1, 4)).containsExactly("line y", "line z", "end");
    }
}
