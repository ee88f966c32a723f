extension Facts {
  static let syntax = #"""
    int(uint(int(uint(int(uint(int(uint(int(uint(int(uint(7)))))))))))) ⇒ 7
    size([[[[[[[[[[[[0]]]]]]]]]]]]) ⇒ 1
    size({0: {0: {0: {0: {0: {0: {0: {0: {0: {0: {0: {0: 'foo'}}}}}}}}}}}}) ⇒ 1
    ((((((((((((((((((((((((((((((((7)))))))))))))))))))))))))))))))) ⇒ 7
    !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!true ⇒ true
    --------------------------------19 ⇒ 19
    [[[[[[[[[[[['foo']]]]]]]]]]]][0][0][0][0][0][0][0][0][0][0][0][0] ⇒ "foo"
    'hello' ⇒ "hello"
    "hello" ⇒ "hello"
    '''hello''' ⇒ "hello"
    """hello""" ⇒ "hello"
    ' \\ \? \" \' \` ' ⇒ " \\ ? \" ' ` "
    " \\ \? \" \' \` " ⇒ " \\ ? \" ' ` "
    ''' \\ \? \" \' \` ''' ⇒ " \\ ? \" ' ` "
    """ \\ \? \" \' \` """ ⇒ " \\ ? \" ' ` "
    ''' ? " ' ` ''' ⇒ " ? \" ' ` "
    """ ? " ' ` """ ⇒ " ? \" ' ` "
    ' \a \b \f \t \v ' ⇒ " \x07 \x08 \x0c \x09 \x0b "
    " \a \b \f \t \v " ⇒ " \x07 \x08 \x0c \x09 \x0b "
    ''' \a \b \f \t \v ''' ⇒ " \x07 \x08 \x0c \x09 \x0b "
    """ \a \b \f \t \v """ ⇒ " \x07 \x08 \x0c \x09 \x0b "
    ' \n ' ⇒ " \x0a "
    " \n " ⇒ " \x0a "
    ''' \n ''' ⇒ " \x0a "
    """ \n """ ⇒ " \x0a "
    ' \r ' ⇒ " \x0d "
    " \r " ⇒ " \x0d "
    ''' \r ''' ⇒ " \x0d "
    """ \r """ ⇒ " \x0d "
    ' \r\n ' ⇒ " \x0d\x0a "
    " \r\n " ⇒ " \x0d\x0a "
    ''' \r\n ''' ⇒ " \x0d\x0a "
    """ \r\n """ ⇒ " \x0d\x0a "
    ' \000 \012 \177 ' ⇒ " \x00 \x0a \x7f "
    " \000 \012 \177 " ⇒ " \x00 \x0a \x7f "
    ''' \000 \012 \177 ''' ⇒ " \x00 \x0a \x7f "
    """ \000 \012 \177 """ ⇒ " \x00 \x0a \x7f "
    ' \x00 \x0A \x7F ' ⇒ " \x00 \x0a \x7f "
    " \x00 \x0A \x7F " ⇒ " \x00 \x0a \x7f "
    ''' \x00 \x0A \x7F ''' ⇒ " \x00 \x0a \x7f "
    """ \x00 \x0A \x7F """ ⇒ " \x00 \x0a \x7f "
    ' \X00 \X0A \X7F ' ⇒ " \x00 \x0a \x7f "
    " \X00 \X0A \X7F " ⇒ " \x00 \x0a \x7f "
    ''' \X00 \X0A \X7F ''' ⇒ " \x00 \x0a \x7f "
    """ \X00 \X0A \X7F """ ⇒ " \x00 \x0a \x7f "
    ' \u0000 \u000A \u007F \u0100 \uFFFB ' ⇒ " \x00 \x0a \x7f Ā ￻ "
    " \u0000 \u000A \u007F \u0100 \uFFFB " ⇒ " \x00 \x0a \x7f Ā ￻ "
    ''' \u0000 \u000A \u007F \u0100 \uFFFB ''' ⇒ " \x00 \x0a \x7f Ā ￻ "
    """ \u0000 \u000A \u007F \u0100 \uFFFB """ ⇒ " \x00 \x0a \x7f Ā ￻ "
    ' \x4a \x4B \X4c \X4D \u01aB \U000001aB ' ⇒ " J K L M ƫ ƫ "
    " \x4a \x4B \X4c \X4D \u01aB \U000001aB " ⇒ " J K L M ƫ ƫ "
    ''' \x4a \x4B \X4c \X4D \u01aB \U000001aB ''' ⇒ " J K L M ƫ ƫ "
    """ \x4a \x4B \X4c \X4D \u01aB \U000001aB """ ⇒ " J K L M ƫ ƫ "
    ' \U00088888 ' ⇒ " 򈢈 "
    " \U00088888 " ⇒ " 򈢈 "
    ''' \U00088888 ''' ⇒ " 򈢈 "
    """ \U00088888 """ ⇒ " 򈢈 "
    ' 򈢈 ' ⇒ " 򈢈 "
    " 򈢈 " ⇒ " 򈢈 "
    ''' 򈢈 ''' ⇒ " 򈢈 "
    """ 򈢈 """ ⇒ " 򈢈 "
    b'hello' ⇒ b"hello"
    b"hello" ⇒ b"hello"
    b'''hello''' ⇒ b"hello"
    b"""hello""" ⇒ b"hello"
    b' \\ \? \" \' \` ' ⇒ b" \x5c ? \x22 ' ` "
    b" \\ \? \" \' \` " ⇒ b" \x5c ? \x22 ' ` "
    b''' \\ \? \" \' \` ''' ⇒ b" \x5c ? \x22 ' ` "
    b""" \\ \? \" \' \` """ ⇒ b" \x5c ? \x22 ' ` "
    b''' ? " ' ` ''' ⇒ b" ? \x22 ' ` "
    b""" ? " ' ` """ ⇒ b" ? \x22 ' ` "
    b' \a \b \f \t \v ' ⇒ b" \x07 \x08 \x0c \x09 \x0b "
    b" \a \b \f \t \v " ⇒ b" \x07 \x08 \x0c \x09 \x0b "
    b''' \a \b \f \t \v ''' ⇒ b" \x07 \x08 \x0c \x09 \x0b "
    b""" \a \b \f \t \v """ ⇒ b" \x07 \x08 \x0c \x09 \x0b "
    b' \n ' ⇒ b" \x0a "
    b" \n " ⇒ b" \x0a "
    b''' \n ''' ⇒ b" \x0a "
    b""" \n """ ⇒ b" \x0a "
    b' \r ' ⇒ b" \x0d "
    b" \r " ⇒ b" \x0d "
    b''' \r ''' ⇒ b" \x0d "
    b""" \r """ ⇒ b" \x0d "
    b' \r\n ' ⇒ b" \x0d\x0a "
    b" \r\n " ⇒ b" \x0d\x0a "
    b''' \r\n ''' ⇒ b" \x0d\x0a "
    b""" \r\n """ ⇒ b" \x0d\x0a "
    b' \000 \012 \177 \377 ' ⇒ b" \x00 \x0a \x7f \xff "
    b" \000 \012 \177 \377 " ⇒ b" \x00 \x0a \x7f \xff "
    b''' \000 \012 \177 \377 ''' ⇒ b" \x00 \x0a \x7f \xff "
    b""" \000 \012 \177 \377 """ ⇒ b" \x00 \x0a \x7f \xff "
    b' \x00 \x0A \x7F \xFF ' ⇒ b" \x00 \x0a \x7f \xff "
    b" \x00 \x0A \x7F \xFF " ⇒ b" \x00 \x0a \x7f \xff "
    b''' \x00 \x0A \x7F \xFF ''' ⇒ b" \x00 \x0a \x7f \xff "
    b""" \x00 \x0A \x7F \xFF """ ⇒ b" \x00 \x0a \x7f \xff "
    b' \X00 \X0A \X7F \XFF ' ⇒ b" \x00 \x0a \x7f \xff "
    b" \X00 \X0A \X7F \XFF " ⇒ b" \x00 \x0a \x7f \xff "
    b''' \X00 \X0A \X7F \XFF ''' ⇒ b" \x00 \x0a \x7f \xff "
    b""" \X00 \X0A \X7F \XFF """ ⇒ b" \x00 \x0a \x7f \xff "
    B' \x4a \x4B \X4c \X4D ' ⇒ b" J K L M "
    B" \x4a \x4B \X4c \X4D " ⇒ b" J K L M "
    B''' \x4a \x4B \X4c \X4D ''' ⇒ b" J K L M "
    B""" \x4a \x4B \X4c \X4D """ ⇒ b" J K L M "
    { 'as': 1 }.as ⇒ 1
    { 'break': 1 }.break ⇒ 1
    { 'const': 1 }.const ⇒ 1
    { 'continue': 1 }.continue ⇒ 1
    { 'else': 1 }.else ⇒ 1
    { 'for': 1 }.for ⇒ 1
    { 'function': 1 }.function ⇒ 1
    { 'if': 1 }.if ⇒ 1
    { 'import': 1 }.import ⇒ 1
    { 'let': 1 }.let ⇒ 1
    { 'loop': 1 }.loop ⇒ 1
    { 'package': 1 }.package ⇒ 1
    { 'namespace': 1 }.namespace ⇒ 1
    { 'return': 1 }.return ⇒ 1
    { 'var': 1 }.var ⇒ 1
    { 'void': 1 }.void ⇒ 1
    { 'while': 1 }.while ⇒ 1
    """#
}
