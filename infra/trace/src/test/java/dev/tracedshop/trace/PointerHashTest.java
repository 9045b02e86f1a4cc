package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published hashes of Datadog's tracers and of its extension, one by one. */
class PointerHashTest {

    @ParameterizedTest
    @CsvSource({
        "some-bucket, some-key.data, ab12ef34, e721375466d4116ab551213fdea08413",
        "some-bucket, some-key.你好, ab12ef34, d1333a04b9928ab462b5c6cadfa401f4",
        "some-bucket, some-key.data, ab12ef34-5, 2b90dffc37ebc7bc610152c3dc72af9f",
        "test-bucket, test/key, 0123456789abcdef0123456789abcdef, 40df87dbfdf59f32253a2668c23e51b4",
        "mybucket, mykey, 123abc, 8d49f5b0b742484159d4cd572bae1ce5"
    })
    void objectsHashToThePublishedValues(String bucket, String key, String etag, String hash) {
        assertThat(PointerHash.ofObject(bucket, key, etag)).isEqualTo(hash);
        assertThat(PointerHash.ofObject(bucket, key, '"' + etag + '"')).isEqualTo(hash);
    }

    @Test
    void anETagOfAnObjectWrittenAtOnceIsTheMd5OfItsContent() throws NoSuchAlgorithmException {
        byte[] md5 = MessageDigest.getInstance("MD5").digest("test body".getBytes(StandardCharsets.UTF_8));

        assertThat(PointerHash.ofObject(
                        "s3-bucket-name-test", "test-key", HexFormat.of().formatHex(md5)))
                .isEqualTo("6d1a2fe194c6579187408f827f942be3");
    }

    @ParameterizedTest
    @CsvSource({
        "TestTable, id, abc123, 69706c9e1e41a2f0cf8c0650f91cb0c2",
        "some-table, some-key, some-value, 7f1aee721472bcb48701d45c7c7f7821",
        "some-table, some-key, 123.456, 434a6dba3997ce4dbbadc98d87a0cc24",
        "dynamodb-one-key-table, id, test-id-1, ca8daaa857b00545ed5186a915cf1ab5"
    })
    void itemsOfOneKeyHashToThePublishedValues(String table, String name, String value, String hash) {
        assertThat(PointerHash.ofItem(table, Map.of(name, value))).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({
        "TestTable, bin_key, Hello World, num_key, 42, 2031d2d69b45adc3d5c27691924ddfcc",
        "some-table, other-key, 123, some-key, some-value, 7aa1b80b0e49bd2078a5453399f4dd67",
        "dynamodb-two-key-table, primaryKey, customer-123, sortKey, order-456, 90922c7899a82ea34406fdcdfb95161e"
    })
    void itemsOfTwoKeysHashToThePublishedValues(
            String table, String first, String firstValue, String second, String secondValue, String hash) {
        Map<String, String> inOrder = new LinkedHashMap<>();
        inOrder.put(first, firstValue);
        inOrder.put(second, secondValue);
        Map<String, String> turned = new LinkedHashMap<>();
        turned.put(second, secondValue);
        turned.put(first, firstValue);

        assertThat(PointerHash.ofItem(table, inOrder)).isEqualTo(hash);
        assertThat(PointerHash.ofItem(table, turned)).isEqualTo(hash);
    }
}
