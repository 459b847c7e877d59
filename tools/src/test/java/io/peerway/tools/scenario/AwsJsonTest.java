package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class AwsJsonTest {

  private static Element root(String xml)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }

  @Test
  void shouldNameMembersAsTheAwsCommandDoes()
      throws ParserConfigurationException, IOException, SAXException {
    String json =
        AwsJson.of(
                root(
                    """
                    <DescribeRouteTablesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
                      <requestId>1</requestId>
                      <routeTableSet><item>
                        <routeTableId>rtb-1</routeTableId>
                        <ownerId>111111111111</ownerId>
                        <routeSet><item><gatewayId>local</gatewayId></item></routeSet>
                        <tagSet/>
                        <availableIpAddressCount>251</availableIpAddressCount>
                      </item></routeTableSet>
                      <return>true</return>
                    </DescribeRouteTablesResponse>"""))
            .toString();
    assertThat(json)
        .isEqualTo(
            "{\"RouteTables\":[{\"RouteTableId\":\"rtb-1\",\"OwnerId\":\"111111111111\","
                + "\"Routes\":[{\"GatewayId\":\"local\"}],\"Tags\":[],"
                + "\"AvailableIpAddressCount\":251}],\"Return\":true}");
  }
}
