def mine(:
