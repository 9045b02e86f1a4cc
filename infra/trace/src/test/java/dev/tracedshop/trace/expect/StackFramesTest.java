package dev.tracedshop.trace.expect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackFramesTest {
    private static final String DEEP = """
            software.amazon.awssdk.ConditionalCheckFailedException: The conditional request failed
                at software.amazon.awssdk.A.build(A.java:250)
                at software.amazon.awssdk.B.execute(B.java:73)
                at java.base/java.util.ArrayList.forEach(ArrayList.java:1511)
                at software.amazon.awssdk.C.putItem(C.java:12)
                at dev.tracedshop.productcatalogue.DynamoDbProducts.create(DynamoDbProducts.java:55)
                at dev.tracedshop.productcatalogue.CatalogueImport.row(CatalogueImport.java:90)
                at dev.tracedshop.bootstrap.Bootstrap.main(Bootstrap.java:40)
            """;

    @Test
    void theFrameOfOursIsShownWhereverItStands() {
        assertThat(StackFrames.excerpt(DEEP, 4)).isEqualTo("""
                software.amazon.awssdk.ConditionalCheckFailedException: The conditional request failed
                    … libraries
                    at dev.tracedshop.productcatalogue.DynamoDbProducts.create(DynamoDbProducts.java:55)
                    at dev.tracedshop.productcatalogue.CatalogueImport.row(CatalogueImport.java:90)""");
    }

    @Test
    void aMessageOfManyLinesLeavesRoomForIt() {
        assertThat(StackFrames.excerpt("one\ntwo\nthree\nfour\n" + DEEP, 3)).isEqualTo("""
                one
                    … libraries
                    at dev.tracedshop.productcatalogue.DynamoDbProducts.create(DynamoDbProducts.java:55)""");
    }

    @Test
    void nothingIsLeftOutWhereOursIsAmongTheFirst() {
        assertThat(StackFrames.excerpt(DEEP, 6))
                .isEqualTo(String.join("\n", DEEP.lines().limit(6).toList()));
        assertThat(StackFrames.excerpt(DEEP, 99)).isEqualTo(DEEP.stripTrailing());
    }

    @Test
    void aStackOfLibrariesAloneIsShownFromItsBeginning() {
        String libraries = String.join("\n", DEEP.lines().limit(5).toList());
        assertThat(StackFrames.excerpt(libraries, 3))
                .isEqualTo(String.join("\n", libraries.lines().limit(3).toList()));
        assertThat(StackFrames.excerpt("", 3)).isEmpty();
    }
}
