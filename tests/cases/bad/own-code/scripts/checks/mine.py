from factbook.checks import nothing
