# Two VPCs of one account and what belongs to them, peered with options.

variable "open_port" {
  type    = number
  default = 22
}

resource "aws_vpc" "a" {
  cidr_block = "10.1.0.0/16"
  tags       = { Name = "a" }
}

resource "aws_vpc" "b" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.b.id
  cidr_block = "10.2.1.0/24"
}

resource "aws_internet_gateway" "a" {
  vpc_id = aws_vpc.a.id
}

resource "aws_vpc_dhcp_options" "a" {
  domain_name         = "lab.example"
  domain_name_servers = ["10.1.0.53"]
}

resource "aws_vpc_dhcp_options_association" "a" {
  vpc_id          = aws_vpc.a.id
  dhcp_options_id = aws_vpc_dhcp_options.a.id
}

resource "aws_vpc_peering_connection" "ab" {
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = aws_vpc.b.id
  auto_accept = true
}

resource "aws_vpc_peering_connection_options" "ab" {
  vpc_peering_connection_id = aws_vpc_peering_connection.ab.id
  requester {
    allow_remote_vpc_dns_resolution = true
  }
  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
  route {
    cidr_block                = aws_vpc.b.cidr_block
    vpc_peering_connection_id = aws_vpc_peering_connection.ab.id
  }
  route {
    cidr_block                = aws_vpc.c.cidr_block
    vpc_peering_connection_id = aws_vpc_peering_connection_accepter.ac.id
  }
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.a.id
  }
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}

resource "aws_ec2_managed_prefix_list" "a" {
  name           = "a"
  address_family = "IPv4"
  max_entries    = 5
  entry {
    cidr        = aws_vpc.a.cidr_block
    description = "all of a"
  }
}

resource "aws_route" "b" {
  route_table_id             = aws_vpc.b.main_route_table_id
  destination_prefix_list_id = aws_ec2_managed_prefix_list.a.id
  vpc_peering_connection_id  = aws_vpc_peering_connection.ab.id
}

resource "aws_security_group" "a" {
  name   = "web"
  vpc_id = aws_vpc.a.id
  ingress {
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = [aws_vpc.b.cidr_block]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "b" {
  name   = "db"
  vpc_id = aws_vpc.b.id
  tags   = { Name = "db" }
}

resource "aws_vpc_security_group_ingress_rule" "lists" {
  security_group_id = aws_security_group.b.id
  ip_protocol       = "-1"
  prefix_list_id    = aws_ec2_managed_prefix_list.a.id
}

resource "aws_vpc_security_group_ingress_rule" "b" {
  security_group_id            = aws_security_group.b.id
  ip_protocol                  = "tcp"
  from_port                    = var.open_port
  to_port                      = var.open_port
  referenced_security_group_id = aws_security_group.a.id
  depends_on                   = [aws_vpc_peering_connection.ab]
}

resource "aws_network_acl" "a" {
  vpc_id     = aws_vpc.a.id
  subnet_ids = [aws_subnet.a.id]
  ingress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
  egress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

resource "aws_network_interface" "a" {
  subnet_id       = aws_subnet.a.id
  private_ips     = ["10.1.1.20"]
  security_groups = [aws_security_group.a.id]
  description     = "web"
}

output "vpc_a" {
  value = aws_vpc.a.id
}

output "interface_a" {
  value = aws_network_interface.a.id
}

output "vpc_b" {
  value = aws_vpc.b.id
}
