import EventKernel
import Testing

@testable import KubernetesControllers

/// Images are pulled once per node, one after the other.
@Suite struct NodeImageTests {
  private let start = VirtualTime(seconds: 100)

  private func wait(
    _ images: inout NodeImages, _ image: String, _ node: Int32, at seconds: Double
  ) -> Double {
    images.wait(for: image, on: node, at: VirtualTime(seconds: seconds)) { .seconds(10) }.inSeconds
  }

  @Test("the first pod waits for the pull, those after it for what is left of it, later ones not")
  func once() {
    var images = NodeImages()
    #expect(wait(&images, "web", 0, at: 100) == 10)
    #expect(wait(&images, "web", 0, at: 104) == 6)
    #expect(wait(&images, "web", 0, at: 111) == 0)
    #expect(wait(&images, "web", 1, at: 111) == 10)
  }

  @Test("two images come to a node one after the other")
  func serial() {
    var images = NodeImages()
    #expect(wait(&images, "web", 0, at: 100) == 10)
    #expect(wait(&images, "db", 0, at: 100) == 20)
    #expect(wait(&images, "db", 0, at: 115) == 5)
  }

  @Test("an image that is there costs nothing")
  func present() {
    var images = NodeImages()
    images.add("web", to: 3)
    #expect(wait(&images, "web", 3, at: 0) == 0)
  }
}
