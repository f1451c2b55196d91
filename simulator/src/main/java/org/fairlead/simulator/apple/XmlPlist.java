package org.fairlead.simulator.apple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Property lists in XML as a phone reads and writes them: with Apple's DOCTYPE, by DOM. */
final class XmlPlist {
    private XmlPlist() {}

    static Map<String, Object> read(byte[] bytes) throws IOException {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
            Element plist = builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement();
            if (!plist.getTagName().equals("plist")) {
                throw new IOException("no property list");
            }
            Map<String, Object> top = new LinkedHashMap<>();
            if (value(children(plist).getFirst()) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> top.put((String) key, value));
            }
            return top;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("no property list: " + e.getMessage(), e);
        }
    }

    private static List<Element> children(Element parent) {
        List<Element> list = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                list.add(element);
            }
        }
        return list;
    }

    private static Object value(Element e) throws IOException {
        return switch (e.getTagName()) {
            case "dict" -> {
                Map<String, Object> map = new LinkedHashMap<>();
                List<Element> items = children(e);
                for (int i = 0; i + 1 < items.size(); i += 2) {
                    map.put(items.get(i).getTextContent(), value(items.get(i + 1)));
                }
                yield map;
            }
            case "array" -> {
                List<Object> list = new ArrayList<>();
                for (Element item : children(e)) {
                    list.add(value(item));
                }
                yield list;
            }
            case "string" -> e.getTextContent();
            case "integer" -> Long.parseLong(e.getTextContent().strip());
            case "real" -> Double.parseDouble(e.getTextContent().strip());
            case "true" -> true;
            case "false" -> false;
            case "date" -> Instant.parse(e.getTextContent().strip());
            case "data" -> Base64.getMimeDecoder().decode(e.getTextContent());
            default -> throw new IOException("no value is called " + e.getTagName());
        };
    }

    static byte[] write(Map<String, ?> top) {
        StringBuilder text = new StringBuilder();
        text.append(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\"")
                .append(" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n");
        append(text, top);
        return text.append("</plist>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder text, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                text.append("<dict>\n");
                map.forEach((key, item) -> {
                    text.append("\t<key>").append(escaped(String.valueOf(key))).append("</key>\n\t");
                    append(text, item);
                });
                text.append("</dict>\n");
            }
            case List<?> list -> {
                text.append("<array>\n");
                list.forEach(item -> append(text, item));
                text.append("</array>\n");
            }
            case Boolean flag -> text.append(flag ? "<true/>\n" : "<false/>\n");
            case Long number -> text.append("<integer>").append(number).append("</integer>\n");
            case Double number -> text.append("<real>").append(number).append("</real>\n");
            case byte[] data ->
                text.append("<data>\n")
                        .append(Base64.getMimeEncoder().encodeToString(data))
                        .append("\n</data>\n");
            default ->
                text.append("<string>").append(escaped(String.valueOf(value))).append("</string>\n");
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
