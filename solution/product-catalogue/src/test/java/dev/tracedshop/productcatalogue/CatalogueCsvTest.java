package dev.tracedshop.productcatalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogueCsvTest {

    private final ErrorsFile errors = new ErrorsFile();
    private final List<CatalogueRow> rows = new ArrayList<>();

    @Test
    void aByteOrderMarkWindowsLineEndsAndEmptyLinesAreNothingSpecial() {
        read("\uFEFFSKU, Name ,price\r\n\r\n1,Tea,2\r\n\r\n2,Milk,1");
        assertThat(rows).extracting(CatalogueRow::line).containsExactly(3L, 5L);
        assertThat(errors.size()).isZero();
    }

    @Test
    void anEmptyFileIsReported() {
        read("");
        assertThat(errors.toCsv()).contains("1,\"the file is empty; its first line must be sku,name,price\",");
    }

    @Test
    void aFileWithoutTheHeaderIsReportedAndNothingOfItIsImported() {
        read("sku;name;price\n1;Tea;2\n2,Milk,1\n");
        assertThat(errors.toCsv()).isEqualTo("""
                        line,reason,row
                        1,"this is no catalogue: its first line must be sku,name,price",sku;name;price
                        """);
        assertThat(rows).isEmpty();
    }

    @Test
    void whatIsNoTextIsReported() {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        new CatalogueCsv(errors).read(new ByteArrayInputStream(noise), rows::add);
        assertThat(errors.size()).isEqualTo(1);
        assertThat(errors.toCsv()).contains("this is no catalogue");
        assertThat(rows).isEmpty();
    }

    @Test
    void aRowInAnotherEncodingIsReportedAndItsNeighboursAreRead() {
        byte[] latin1 = "sku,name,price\n1,Tea,2\n2,Caf\u00e9,3\n3,Milk,1\n".getBytes(StandardCharsets.ISO_8859_1);
        new CatalogueCsv(errors).read(new ByteArrayInputStream(latin1), rows::add);
        assertThat(rows).extracting(CatalogueRow::sku).containsExactly("1", "3");
        assertThat(errors.toCsv()).contains("3,the row holds bytes that are not UTF-8,");
    }

    @Test
    void aLineOfAMillionCharactersIsReportedAndItsNeighboursAreRead() {
        read("sku,name,price\n1,Tea,2\n2," + "x".repeat(1_000_000) + ",1\n3,Milk,1\n" + ",".repeat(10_000)
                + "\n4,Rice,1\n");
        assertThat(rows).extracting(CatalogueRow::sku).containsExactly("1", "3", "4");
        assertThat(errors.size()).isEqualTo(2);
        assertThat(errors.toCsv())
                .contains("3,\"the row has 1000002 characters, of 1000", "xx… (1000004 characters)")
                .contains("5,\"the row has 10001 columns")
                .hasSizeLessThan(1000);
    }

    @Test
    void aLineOfMoreColumnsThanCanBeReadEndsTheFileWithALineThatSaysSo() {
        read("sku,name,price\n1,Tea,2\n" + ",".repeat(1_000_000) + "\n2,Milk,1\n");
        assertThat(rows).extracting(CatalogueRow::sku).containsExactly("1");
        assertThat(errors.toCsv()).contains("3,the file cannot be read from here on: ", "fields");
    }

    @Test
    void aQuoteThatIsNotClosedIsReportedWhereItBegins() {
        read("sku,name,price\n1,Tea,2\n2,\"Milk,1\n" + "3,Rice,1\n".repeat(200));
        assertThat(rows).extracting(CatalogueRow::sku).containsExactly("1");
        assertThat(errors.size()).isEqualTo(1);
        assertThat(errors.toCsv()).contains("3,\"the row has").contains("a quote that is not closed?");
    }

    @Test
    void ofAFileWithTooManyRowsEachOfTheRestIsNamed() {
        StringBuilder csv = new StringBuilder("sku,name,price\n");
        for (int row = 1; row <= CatalogueCsv.MOST_ROWS + 2; row++) {
            csv.append(row).append(",Product,1\n");
        }
        read(csv.toString());
        assertThat(rows).hasSize(CatalogueCsv.MOST_ROWS);
        assertThat(errors.toCsv()).isEqualTo("""
                        line,reason,row
                        2002,a catalogue has at most 2000 rows: upload this one in another file,"2001,Product,1"
                        2003,a catalogue has at most 2000 rows: upload this one in another file,"2002,Product,1"
                        """);
    }

    @Test
    void aSkuIsTrimmedAndBounded() {
        read("sku,name,price\n 1 ,Tea,2\n" + "x".repeat(65) + ",Milk,1\n");
        assertThat(rows).extracting(CatalogueRow::sku).containsExactly("1");
        assertThat(errors.toCsv()).contains("3,sku must have at most 64 characters,");
    }

    @Test
    void aFileThatStopsComingInIsNoFaultOfTheFile() {
        assertThatThrownBy(() -> new CatalogueCsv(errors).read(brokenOff(new IOException("reset")), rows::add))
                .hasRootCauseMessage("reset");
        assertThatThrownBy(() -> new CatalogueCsv(errors)
                        .read(brokenOff(new IllegalStateException("wrong checksum")), rows::add))
                .hasRootCauseMessage("wrong checksum");
        assertThat(errors.size()).isZero();
    }

    private static InputStream brokenOff(Exception failure) {
        InputStream beginning = new ByteArrayInputStream("sku,name,price\n1,Tea,2\n".getBytes(StandardCharsets.UTF_8));
        return new SequenceInputStream(beginning, new BrokenStream(failure));
    }

    private static final class BrokenStream extends InputStream {

        private final Exception failure;

        BrokenStream(Exception failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            return read(new byte[1], 0, 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (failure instanceof IOException lost) {
                throw lost;
            }
            throw (RuntimeException) failure;
        }
    }

    private void read(String csv) {
        new CatalogueCsv(errors).read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), rows::add);
    }
}
