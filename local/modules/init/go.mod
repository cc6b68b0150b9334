module acm/local/init

go 1.26
