package dev.tracedshop.productapi;

import java.util.List;

/** Refuses a request, naming every rule that it breaks. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    // An array, because an exception is serializable and a List need not be.
    private final String[] reasons;

    BadRequestException(List<String> reasons) {
        super(String.join("; ", reasons));
        this.reasons = reasons.toArray(String[]::new);
    }

    List<String> reasons() {
        return List.of(reasons);
    }
}
