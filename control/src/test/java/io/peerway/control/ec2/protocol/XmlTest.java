package io.peerway.control.ec2.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class XmlTest {
  @Test
  void shouldWriteElementsTextsAndLists() {
    Xml xml = new Xml();
    xml.text("a", "<&>\"").text("b", true).text("c", 7);
    xml.list("empty", List.of(), none -> {});
    xml.listIfAny("none", List.of(), none -> {});
    xml.list("some", List.of("x", "y"), one -> xml.text("d", one));

    assertThat(xml.document("R", "urn:n"))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <R xmlns="urn:n"><a>&lt;&amp;&gt;&quot;</a><b>true</b><c>7</c><empty></empty>\
            <some><item><d>x</d></item><item><d>y</d></item></some></R>""");
  }

  @Property(tries = 500)
  void shouldWriteTextThatAnyParserReadsBack(@ForAll String text) throws Exception {
    Xml xml = new Xml().text("a", text);

    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Document read = parser.parse(new InputSource(new StringReader(xml.document("R", ""))));

    StringBuilder writable = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
              boolean none = (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff;
              writable.appendCodePoint(control || none ? 0xfffd : c);
            });
    assertThat(read.getDocumentElement().getTextContent()).isEqualTo(writable.toString());
  }
}
