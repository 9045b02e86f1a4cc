package dev.tracedshop.productchanges;

/** Says what a record of the stream lacks that every record of the table of products has. */
final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message) {
        super(message);
    }
}
