package dev.tracedshop.workshop.ship;

import java.util.List;

/** Stands in for the CDK's command line where nothing may be deployed: it prints what it is told, one word a line. */
public final class PrintingCdk {
    private PrintingCdk() {}

    /** Prints the arguments. */
    public static void main(String[] arguments) {
        List.of(arguments).forEach(System.out::println);
    }
}
