package dev.tracedshop.productcatalogue;

/** Says that some rows of a catalogue could not be imported for now; Lambda repeats the import, which bears it. */
final class ImportUnfinishedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportUnfinishedException(String message) {
        super(message);
    }
}
