package dev.tracedshop.local.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.local.testing.TestRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The S3 engine can be reached at 127.0.0.1 and nowhere else. */
class S3MockTest {
    private static void connect(int lastByte, int port) throws IOException {
        try (Socket socket = new Socket()) {
            InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte});
            socket.connect(new InetSocketAddress(address, port), 2_000);
        }
    }

    @Test
    void allItsPortsAreOnTheLoopbackAddressAlone(@TempDir Path work) {
        try (S3Mock engine = S3Mock.start(TestRuntime.files().objectStore(), work, List.of("a-bucket"))) {
            for (int port : engine.ports()) {
                assertThatCode(() -> connect(1, port)).doesNotThrowAnyException();
                // Who listens on every address of the machine also does on this one.
                assertThatThrownBy(() -> connect(2, port)).isInstanceOf(IOException.class);
            }
        }
    }
}
