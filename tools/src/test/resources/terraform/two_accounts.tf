# A peering with a VPC of another account in another region, which accepts it.

data "aws_caller_identity" "other" {
  provider = aws.other
}

resource "aws_vpc" "c" {
  provider   = aws.other
  cidr_block = "10.3.0.0/16"
}

resource "aws_vpc_peering_connection" "ac" {
  vpc_id        = aws_vpc.a.id
  peer_vpc_id   = aws_vpc.c.id
  peer_owner_id = data.aws_caller_identity.other.account_id
  peer_region   = "us-west-2"
  tags          = { Side = "Requester" }
}

resource "aws_vpc_peering_connection_accepter" "ac" {
  provider                  = aws.other
  vpc_peering_connection_id = aws_vpc_peering_connection.ac.id
  auto_accept               = true
  tags                      = { Side = "Accepter" }
}

resource "aws_vpc_peering_connection_options" "requester" {
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.ac.id
  requester {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_vpc_peering_connection_options" "accepter" {
  provider                  = aws.other
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.ac.id
  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_route" "c" {
  provider                  = aws.other
  route_table_id            = aws_vpc.c.main_route_table_id
  destination_cidr_block    = aws_vpc.a.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.ac.id
}

output "vpc_c" {
  value = aws_vpc.c.id
}
