# Two instances: one described by what it has, one that gets a network interface that is there.

variable "instance_name" {
  type    = string
  default = "web"
}

resource "aws_instance" "a" {
  ami                    = "ami-0c101f26f147fa7fd"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.a.id
  private_ip             = "10.1.1.30"
  vpc_security_group_ids = [aws_security_group.a.id]
  user_data              = "#!/bin/sh\nip -o -4 address\n"
  tags                   = { Name = var.instance_name }
}

resource "aws_network_interface" "forwarder" {
  subnet_id         = aws_subnet.a.id
  private_ips       = ["10.1.1.31"]
  security_groups   = [aws_security_group.a.id]
  source_dest_check = false
}

resource "aws_instance" "forwarder" {
  ami           = "ami-0c101f26f147fa7fd"
  instance_type = "m5.large"
  network_interface {
    network_interface_id = aws_network_interface.forwarder.id
    device_index         = 0
  }
}

data "aws_instance" "a" {
  instance_id = aws_instance.a.id
}

data "aws_network_interface" "forwarder" {
  filter {
    name   = "attachment.instance-id"
    values = [aws_instance.forwarder.id]
  }
}

output "instances" {
  value = "${data.aws_instance.a.private_ip} ${data.aws_network_interface.forwarder.private_ip}"
}
