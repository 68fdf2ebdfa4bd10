package mobile
