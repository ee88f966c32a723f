import GRDB

/// Why a database of results does not serve, in words for its user.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The database's file.
  public var path: String
  /// What is wrong and what to do, as half a sentence.
  public var problem: String

  /// `path: problem`
  public var description: String { "\(path): \(problem)" }

  init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  init(_ path: String, _ error: any Error) {
    self.path = path
    guard let error = error as? DatabaseError else {
      problem = (error as? StoreError)?.problem ?? "cannot be used: \(error)"
      return
    }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: problem = "is locked by another process"
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      problem = "is damaged or no database; move it away, or name another file with --store"
    case .SQLITE_CANTOPEN: problem = "cannot be opened"
    case .SQLITE_READONLY, .SQLITE_PERM: problem = "cannot be written"
    case .SQLITE_FULL: problem = "the disk is full"
    default: problem = "cannot be used: \(error.message ?? "\(error.resultCode)")"
    }
  }
}
