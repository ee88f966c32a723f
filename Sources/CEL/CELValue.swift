/// A value of the Common Expression Language.
public indirect enum CELValue: Sendable {
  /// `null`.
  case null
  case bool(Bool)
  case int(Int64)
  case string(String)
}
