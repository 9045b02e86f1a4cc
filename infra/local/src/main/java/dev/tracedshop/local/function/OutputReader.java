package dev.tracedshop.local.function;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a process writes, line by line. A record separator followed by a request id is the bootstrap's sign that an invocation's
 * output is complete; a line that the function left unfinished before it counts as a line.
 */
final class OutputReader implements Runnable {
    /** CloudWatch's limit on one log event is 256 KiB; a longer line is cut into several. */
    private static final int MAX_LINE = 256 * 1024;

    private static final int END_OF_OUTPUT = 0x1e;

    private final InputStream in;
    private final Sink sink;

    /** Takes what was read. */
    interface Sink {
        void line(String line);

        void endOf(String requestId);

        void end();
    }

    OutputReader(InputStream in, Sink sink) {
        this.in = in;
        this.sink = sink;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[16 * 1024];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean sign = false;
        try (in) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                for (int i = 0; i < read; i++) {
                    int c = chunk[i];
                    if (c == '\n' || line.size() >= MAX_LINE || c == END_OF_OUTPUT) {
                        if (c != END_OF_OUTPUT || line.size() > 0) {
                            emit(line, sign);
                        }
                        sign = c == END_OF_OUTPUT;
                        if (c != '\n' && c != END_OF_OUTPUT) {
                            line.write(c);
                        }
                    } else {
                        line.write(c);
                    }
                }
            }
            if (line.size() > 0) {
                emit(line, sign);
            }
        } catch (IOException e) {
            // The pipe broke because the process was killed: that is its end.
        } finally {
            sink.end();
        }
    }

    private void emit(ByteArrayOutputStream line, boolean sign) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (sign) {
            sink.endOf(text);
        } else {
            sink.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
    }
}
