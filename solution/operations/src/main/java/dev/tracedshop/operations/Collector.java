package dev.tracedshop.operations;

/** Takes spans, with a key that says whose they are. */
interface Collector {

    /**
     * Sends one export request, OTLP in JSON.
     *
     * @throws CollectorException if the collector cannot be reached
     */
    Answer send(String export);

    /**
     * What the collector says.
     *
     * @param status of HTTP
     * @param body its reason, where it refuses
     */
    record Answer(int status, String body) {

        boolean isTaken() {
            return status >= 200 && status < 300;
        }

        /**
         * Tells whether this very request is refused for what is in it, so that to send it again is of no use. Everything else, a wrong key
         * for one, concerns all requests and can pass.
         */
        boolean isAboutTheRequest() {
            return status == 400 || status == 413 || status == 422;
        }
    }
}
