hacked()
