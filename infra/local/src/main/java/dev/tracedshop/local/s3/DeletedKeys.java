package dev.tracedshop.local.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Finds out which objects a DeleteObjects call has deleted: those of its request that its answer names no error for. */
final class DeletedKeys {
    private DeletedKeys() {}

    static List<String> of(byte[] request, byte[] answer) {
        List<String> keys = keys(request, "Object");
        keys.removeAll(keys(answer, "Error"));
        return keys;
    }

    private static List<String> keys(byte[] xml, String parent) {
        List<String> keys = new ArrayList<>();
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            NodeList parents = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml))
                    .getElementsByTagName(parent);
            for (int i = 0; i < parents.getLength(); i++) {
                NodeList key = ((Element) parents.item(i)).getElementsByTagName("Key");
                keys.add(key.item(0).getTextContent());
            }
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("The engine understood a DeleteObjects call that is no XML here", e);
        }
        return keys;
    }
}
