package org.fairlead.server.apple;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * Property lists as plain values: String, Long, Double, Boolean, Instant, byte[], List, Map. Reads XML without any DTD
 * and the binary form, both with limits on depth and number; writes XML.
 */
public final class Plist {
    /** How deep values may lie in one another. */
    public static final int MAX_DEPTH = 32;

    /** How many values there may be. */
    public static final int MAX_VALUES = 65_536;

    private static final String DOCTYPE =
            "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">";

    private Plist() {}

    /** The bytes are no property list, or a limit is exceeded; the text says what. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** Reads a property list whose top is a dictionary. */
    public static Map<String, Object> read(byte[] bytes) throws Malformed {
        Object top = BinaryPlist.is(bytes) ? BinaryPlist.read(bytes) : xml(bytes);
        if (top instanceof Map<?, ?> map) {
            Map<String, Object> texts = new LinkedHashMap<>();
            map.forEach((key, value) -> texts.put((String) key, value));
            return texts;
        }
        throw new Malformed("the top is not a dictionary");
    }

    private static Object xml(byte[] bytes) throws Malformed {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            try {
                return new XmlReader(reader).top();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new Malformed("not well-formed XML");
        }
    }

    /** One reading; not reusable. */
    private static final class XmlReader {
        private final XMLStreamReader in;
        private int values;

        XmlReader(XMLStreamReader in) {
            this.in = in;
        }

        Object top() throws XMLStreamException, Malformed {
            if (!start() || !in.getLocalName().equals("plist") || !start()) {
                throw new Malformed("not a property list");
            }
            Object top = value(1);
            if (start()) {
                throw new Malformed("more than one value");
            }
            return top;
        }

        /** Goes to the next start (true) or end (false) of an element; text between elements must be blank. */
        private boolean start() throws XMLStreamException, Malformed {
            while (in.hasNext()) {
                switch (in.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        return true;
                    }
                    case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                        return false;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        if (!in.isWhiteSpace()) {
                            throw new Malformed("text outside of a value");
                        }
                    }
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw new Malformed("entities are not allowed");
                    default -> {}
                }
            }
            return false;
        }

        private Object value(int depth) throws XMLStreamException, Malformed {
            if (depth > MAX_DEPTH) {
                throw new Malformed("deeper than " + MAX_DEPTH);
            }
            if (++values > MAX_VALUES) {
                throw new Malformed("more than " + MAX_VALUES + " values");
            }
            return switch (in.getLocalName()) {
                case "dict" -> dictionary(depth);
                case "array" -> array(depth);
                case "string" -> in.getElementText();
                case "integer" -> integer(in.getElementText().strip());
                case "real" -> real(in.getElementText().strip());
                case "true" -> empty(true);
                case "false" -> empty(false);
                case "data" -> data(in.getElementText());
                case "date" -> date(in.getElementText().strip());
                default -> throw new Malformed("no value is called " + in.getLocalName());
            };
        }

        private Map<String, Object> dictionary(int depth) throws XMLStreamException, Malformed {
            Map<String, Object> map = new LinkedHashMap<>();
            while (start()) {
                if (!in.getLocalName().equals("key")) {
                    throw new Malformed("a value without a key");
                }
                String key = in.getElementText();
                if (!start()) {
                    throw new Malformed("a key without a value");
                }
                map.put(key, value(depth + 1));
            }
            return map;
        }

        private List<Object> array(int depth) throws XMLStreamException, Malformed {
            List<Object> list = new ArrayList<>();
            while (start()) {
                list.add(value(depth + 1));
            }
            return list;
        }

        private Boolean empty(boolean value) throws XMLStreamException {
            in.getElementText();
            return value;
        }

        private static Object integer(String text) throws Malformed {
            try {
                return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new Malformed("not an integer");
            }
        }

        private static Double real(String text) throws Malformed {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new Malformed("not a real number");
            }
        }

        private static byte[] data(String text) throws Malformed {
            try {
                return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
            } catch (IllegalArgumentException e) {
                throw new Malformed("not base64");
            }
        }

        private static Instant date(String text) throws Malformed {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw new Malformed("not a date");
            }
        }
    }

    /** Writes a dictionary as XML. */
    public static byte[] write(Map<String, ?> top) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            out.writeCharacters("\n");
            out.writeDTD(DOCTYPE);
            out.writeCharacters("\n");
            out.writeStartElement("plist");
            out.writeAttribute("version", "1.0");
            write(out, top);
            out.writeEndElement();
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("cannot write XML", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(XMLStreamWriter out, Object value) throws XMLStreamException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartElement("dict");
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text(out, "key", String.valueOf(entry.getKey()));
                    write(out, entry.getValue());
                }
                out.writeEndElement();
            }
            case List<?> list -> {
                out.writeStartElement("array");
                for (Object item : list) {
                    write(out, item);
                }
                out.writeEndElement();
            }
            case String string -> text(out, "string", clean(string));
            case Boolean flag -> out.writeEmptyElement(flag ? "true" : "false");
            case Integer number -> text(out, "integer", number.toString());
            case Long number -> text(out, "integer", number.toString());
            case Double number -> text(out, "real", number.toString());
            case byte[] data -> text(out, "data", Base64.getEncoder().encodeToString(data));
            case Instant time ->
                text(out, "date", time.truncatedTo(ChronoUnit.SECONDS).toString());
            default -> throw new IllegalArgumentException("no property list holds a " + value.getClass());
        }
    }

    private static void text(XMLStreamWriter out, String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }

    /** XML 1.0 has no place for most control characters. */
    private static String clean(String text) {
        return text.codePoints()
                .map(c -> (c < ' ' && c != '\n' && c != '\t')
                                || c == 0xFFFE
                                || c == 0xFFFF
                                || (c >= 0xD800 && c <= 0xDFFF)
                        ? ' '
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
