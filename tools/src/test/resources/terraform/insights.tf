# Whether a network interface of the first VPC reaches a host of the second, and back.

resource "aws_ec2_network_insights_path" "ab" {
  source           = aws_network_interface.a.id
  destination_ip   = "10.2.1.139"
  protocol         = "tcp"
  destination_port = 22
  tags             = { Name = "ab" }
}

resource "aws_ec2_network_insights_analysis" "ab" {
  network_insights_path_id = aws_ec2_network_insights_path.ab.id
  filter_in_arns           = [aws_vpc.b.arn]
  wait_for_completion      = false # it would sleep before it asks; the answer is there at once
  depends_on               = [aws_route.b, aws_route_table_association.a, aws_network_acl.a]
}

data "aws_ec2_network_insights_analysis" "ab" {
  network_insights_analysis_id = aws_ec2_network_insights_analysis.ab.id
}

output "path_found" {
  value = data.aws_ec2_network_insights_analysis.ab.path_found
}
