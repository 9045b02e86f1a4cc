package dev.tracedshop.integrationtests;

import java.util.List;

/** Says what is wrong with the settings, all of it at once; it carries no stack trace, because the code is not at fault. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(List<String> problems) {
        super(
                "The integration tests do not know which shop to test:\n  - " + String.join("\n  - ", problems),
                null,
                false,
                false);
    }
}
